using System.IO.Compression;
using System.Text;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class BlocksFileTests
{
    private const string Header = """
        {"schemaVersion":2,"cell":"x","device":"cpu","workload":"mlp","batchSize":32,"shape":{"width":64,"depth":1,"dtype":"float32"},"accumulate":4,"logEvery":8,"logUnit":"batches","comparison":"overhead","launches":[{"blocks":1,"blocksPerRepetition":1,"repetitions":1,"ticksPerSecond":1000,"stoppedBy":"time","elapsedNanoseconds":1,"columns":COLUMNS}]}
        """;

    private const string Times =
        """{"name":"controlTicks","type":"int32"},{"name":"candidateTicks","type":"int32"},{"name":"controlFirst","type":"uint8"},{"name":"operations","type":"int32"}""";

    private static byte[] Whole => BlocksFile.Encode(Cells.Of(4, 8), Comparison.Overhead, Samples.Blocks);

    [Fact]
    public void Blocks_come_back_as_they_were_measured()
    {
        (BlocksHeader header, IReadOnlyList<RecordedLaunch> launches) = BlocksFile.Decode(Whole, "blocks");

        Assert.Equal(("cpu-mlp-b32-a4-l8-batches", Comparison.Overhead, 4), (header.Cell, header.Comparison, header.Pairs));
        Assert.Equal(("cpu", "mlp", 32, 4, 8), (header.Device, header.Workload, header.BatchSize, header.Accumulate, header.LogEvery));
        Assert.Equivalent(Samples.Blocks, launches, strict: true);
    }

    [Fact]
    public void The_overhead_of_a_pair_is_that_of_the_sums_of_its_blocks()
    {
        RecordedLaunch launch = Samples.Blocks[0] with
        {
            BlocksPerRepetition = 2,
            Repetitions = 2,
            ControlTicks = [10, 20, 30, 40, 0, 0, 0, 0, 100, 0, 0, 0],
            CandidateTicks = [11, 22, 33, 44, 0, 0, 1, 0, 25, 25, 25, 25],
        };

        Assert.Equal([0.1, 0, 0], launch.OverheadsOfPairs().Select(overhead => Math.Round(overhead, 12)));
    }

    [Fact]
    public void Hook_times_come_back_as_they_were_measured_one_for_each_micro_batch()
    {
        RecordedLaunch launch = Samples.Blocks[0] with
        {
            ControlHookTicks = [60, 61, 62, 63, 3_000_000_000],
            CandidateHookTicks = [160, 161, 162, 163, 550],
        };

        Assert.Equivalent(
            new[] { launch, Samples.Blocks[1] },
            BlocksFile.Decode(BlocksFile.Encode(Cells.Of(4, 8), Comparison.Overhead, [launch, Samples.Blocks[1]]), "blocks").Launches,
            strict: true
        );
    }

    [Fact]
    public void A_cell_without_launches_comes_back_too() =>
        Assert.Empty(BlocksFile.Decode(BlocksFile.Encode(Cells.Of(4, 8), Comparison.NoiseFloor, []), "blocks").Launches);

    [Fact]
    public void The_file_is_a_line_of_JSON_and_then_columns_so_that_any_language_can_read_it()
    {
        byte[] plain = CheckedGzip.Decompress(Whole, "blocks");
        int line = Array.IndexOf(plain, (byte)'\n');

        Assert.StartsWith(
            """
            {"schemaVersion":2,"cell":"cpu-mlp-b32-a4-l8-batches","device":"cpu","workload":"mlp","batchSize":32,"shape":{"width":64,"depth":1,"dtype":"float32"},"accumulate":4,"logEvery":8,"logUnit":"batches","comparison":"overhead","launches":[{"blocks":4,"blocksPerRepetition":2,"repetitions":1,"ticksPerSecond":1000000000,"stoppedBy":"pairs","elapsedNanoseconds":6500000,"columns":[{"name":"controlTicks","type":"int32","perBlock":1},
            """,
            Encoding.UTF8.GetString(plain, 0, line),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [1_000_000, 1_010_000, 999_999, 1_000_001],
            Enumerable.Range(0, 4).Select(i => BitConverter.ToInt32(plain, line + 1 + 4 * i))
        );
        Assert.Equal([1, 0, 0, 1], plain.Skip(line + 33).Take(4).Select(first => (int)first));
        Assert.Equal([8, 9, 8, 9], Enumerable.Range(0, 4).Select(i => BitConverter.ToInt32(plain, line + 37 + 4 * i)));
    }

    [Fact]
    public void Columns_that_are_not_known_yet_are_passed_over()
    {
        byte[] content = Gzip(
            Header.Replace(
                "COLUMNS",
                $$"""[{"name":"hookTicks","type":"float64","perBlock":2},{{Times}},{"name":"hookCalls","type":"uint8"}]""",
                StringComparison.Ordinal
            ) + "\n................\u0007\0\0\0\u0009\0\0\0\u0001\u0003\0\0\0!"
        );

        RecordedLaunch launch = Assert.Single(BlocksFile.Decode(content, "blocks").Launches);

        Assert.Equal((7, 9, true, 3), (launch.ControlTicks[0], launch.CandidateTicks[0], launch.ControlFirst[0], launch.Operations[0]));
    }

    [Fact]
    public void Fifteen_thousand_blocks_as_a_machine_has_them_take_less_than_90_kilobytes()
    {
        var random = new Random(1);
        long[] Ticks() =>
            [.. Enumerable.Range(0, 15_000).Select(_ => 65_000 + random.Next(2_000) + (random.Next(10) == 0 ? random.Next(60_000) : 0))];

        Assert.InRange(BlocksFile.Encode(Cells.Of(4, 8), Comparison.Overhead, [Samples.BlocksOf(Ticks(), Ticks())]).Length, 1, 90_000);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        byte[] whole = Whole;

        for (int length = 0; length < whole.Length; length++)
            Refused(whole[..length]);
    }

    [Fact]
    public void A_changed_byte_never_changes_a_block_it_is_found_or_it_means_nothing()
    {
        byte[] whole = Whole;
        int found = 0;

        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            try
            {
                Assert.Equivalent(Samples.Blocks, BlocksFile.Decode(changed, "blocks").Launches, strict: true);
            }
            catch (InputException)
            {
                found++;
            }
        }

        // Time stamp and system in gzip's own header mean nothing, and a bit or two that fill up a byte.
        Assert.InRange(whole.Length - found, 0, 10);
    }

    [Theory]
    [InlineData("no header", "hello")]
    [InlineData("no JSON", "hello\n")]
    [InlineData("a later schema", "{\"schemaVersion\":9}\n")]
    [InlineData("no columns", "HEADER[]\n")]
    [InlineData("columns twice", "HEADER[TIMES,TIMES]\n")]
    [InlineData("no blocks", "HEADER[TIMES]\n")]
    [InlineData("more than its blocks", "HEADER[TIMES]\n.............more")]
    [InlineData("a column of text", "HEADER[TIMES,{\"name\":\"x\",\"type\":\"text\"}]\n")]
    [InlineData("a column of nothing", "HEADER[TIMES,{\"name\":\"x\",\"type\":\"int32\",\"perBlock\":0}]\n")]
    [InlineData("a column beyond all memory", "HEADER[TIMES,{\"name\":\"x\",\"type\":\"int32\",\"perBlock\":2147483647}]\n")]
    public void A_file_that_was_put_together_wrongly_is_refused(string what, string plain) =>
        Wording.Matches(Refused(Gzip(Filled(plain))), what);

    [Theory]
    [InlineData("\"blocks\":1", "\"blocks\":-1")]
    [InlineData("\"blocks\":1", "\"blocks\":2147483647")]
    [InlineData("\"repetitions\":1", "\"repetitions\":0")]
    [InlineData("\"repetitions\":1", "\"repetitions\":2")]
    [InlineData("\"blocksPerRepetition\":1", "\"blocksPerRepetition\":0")]
    [InlineData("\"ticksPerSecond\":1000", "\"ticksPerSecond\":0")]
    [InlineData("\"elapsedNanoseconds\":1", "\"elapsedNanoseconds\":1e300")]
    public void A_launch_that_cannot_be_is_refused(string what, string impossible) =>
        Wording.Matches(
            Refused(Gzip(Filled("HEADER[TIMES]\n").Replace(what, impossible, StringComparison.Ordinal))),
            impossible
        );

    [Fact]
    public void A_time_below_zero_is_refused()
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Filled("HEADER[TIMES]\n")));
            gzip.Write([255, 255, 255, 255, 1, 0, 0, 0, 1, 1, 0, 0, 0]);
        }

        Wording.Matches(Refused(content.ToArray()));
    }

    private static string Filled(string plain) =>
        plain
            .Replace(
                "HEADER[",
                Header.Replace("COLUMNS]}", "[", StringComparison.Ordinal).Replace("COLUMNS}]}", "[", StringComparison.Ordinal),
                StringComparison.Ordinal
            )
            .Replace("]\n", "]}]}\n", StringComparison.Ordinal)
            .Replace("TIMES", Times, StringComparison.Ordinal);

    private static byte[] Gzip(string plain)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(plain));
        return content.ToArray();
    }

    private static string Refused(byte[] content)
    {
        string message = Assert.Throws<InputException>(() => BlocksFile.Decode(content, "a.blocks.gz")).Message;
        Assert.StartsWith("a.blocks.gz", message, StringComparison.Ordinal);
        return message;
    }
}
