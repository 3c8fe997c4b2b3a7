using System.IO.Compression;
using System.Text;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

/// <summary>Files of runs of schema 1, which are read for good.</summary>
public class PairsFileTests
{
    private static byte[] Whole => Version1Pairs.Encode("cpu-mlp-b32-a4-l8-batches", Comparison.Overhead, Samples.Launches);

    [Fact]
    public void Pairs_come_back_to_the_last_bit()
    {
        (PairsHeader header, IReadOnlyList<PairTimes> launches) = PairsFile.Decode(Whole, "pairs");

        Assert.Equal(("cpu-mlp-b32-a4-l8-batches", Comparison.Overhead, 4), (header.Cell, header.Comparison, header.Pairs));
        Assert.Equivalent(Samples.Launches, launches, strict: true);
    }

    [Fact]
    public void A_cell_without_pairs_comes_back_too() =>
        Assert.Empty(PairsFile.Decode(Version1Pairs.Encode("x", Comparison.NoiseFloor, []), "pairs").Launches);

    [Fact]
    public void The_file_is_a_line_of_JSON_and_then_three_columns_so_that_any_language_can_read_it()
    {
        byte[] plain = Plain(Whole);
        int line = Array.IndexOf(plain, (byte)'\n');

        Assert.Equal(
            """
            {"schemaVersion":1,"cell":"cpu-mlp-b32-a4-l8-batches","comparison":"overhead","pairs":4,"columns":[{"name":"launch","type":"int32"},{"name":"controlNanoseconds","type":"float64"},{"name":"candidateNanoseconds","type":"float64"}],"launches":[{"pairs":3,"cyclesPerPair":16,"cyclesPerBlock":8,"stoppedBy":"time","elapsedNanoseconds":6500000,"repetitions":15,"totalControlNanoseconds":45500000,"totalCandidateNanoseconds":45600000},{"pairs":0,"cyclesPerPair":0,"cyclesPerBlock":1,"stoppedBy":"time","elapsedNanoseconds":0,"repetitions":0,"totalControlNanoseconds":0,"totalCandidateNanoseconds":0},{"pairs":1,"cyclesPerPair":16,"cyclesPerBlock":16,"stoppedBy":"pairs","elapsedNanoseconds":1000000000,"repetitions":15,"totalControlNanoseconds":30000000,"totalCandidateNanoseconds":31000000}]}
            """,
            Encoding.UTF8.GetString(plain, 0, line)
        );
        Assert.Equal([0, 0, 0, 2], Enumerable.Range(0, 4).Select(i => BitConverter.ToInt32(plain, line + 1 + 4 * i)));
        Assert.Equal([1e6, 1.01e6, 999_999.5, 2e6], Enumerable.Range(0, 4).Select(i => BitConverter.ToDouble(plain, line + 17 + 8 * i)));
        Assert.Equal(
            [1.001e6, 1.012e6, 1e6, double.Epsilon],
            Enumerable.Range(0, 4).Select(i => BitConverter.ToDouble(plain, line + 49 + 8 * i))
        );
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        byte[] whole = Whole;

        for (int length = 0; length < whole.Length; length++)
            Refused(whole[..length]);
    }

    [Fact]
    public void A_changed_byte_never_changes_a_pair_it_is_found_or_it_means_nothing()
    {
        byte[] whole = Whole;
        int found = 0;

        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            try
            {
                Assert.Equivalent(Samples.Launches, PairsFile.Decode(changed, "pairs").Launches, strict: true);
            }
            catch (InputException)
            {
                found++;
            }
        }

        // Time stamp and system in gzip's own header mean nothing, and a bit or two that fill up a byte.
        Assert.InRange(whole.Length - found, 0, 10);
    }

    [Fact]
    public void A_file_that_is_not_gzip_is_refused() =>
        Wording.Matches(Refused("hello, world: no gzip at all"u8.ToArray()));

    [Theory]
    [InlineData("no header", "hello")]
    [InlineData("no JSON", "hello\n")]
    [InlineData("a later schema", "{\"schemaVersion\":9}\n")]
    [InlineData(
        "no columns",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":0,\"columns\":[],\"launches\":[]}\n"
    )]
    [InlineData(
        "pairs below 0",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":-1,\"columns\":COLUMNS,\"launches\":[]}\n"
    )]
    [InlineData(
        "more pairs than there can be",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":2147483647,\"columns\":COLUMNS,\"launches\":[]}\n"
    )]
    [InlineData(
        "pairs without a launch",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":1,\"columns\":COLUMNS,\"launches\":[]}\n"
    )]
    [InlineData(
        "fewer pairs than it says",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":1,\"columns\":COLUMNS,\"launches\":[LAUNCH]}\n"
    )]
    [InlineData(
        "more than its pairs",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":0,\"columns\":COLUMNS,\"launches\":[]}\nmore"
    )]
    [InlineData(
        "a launch that is not there",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":1,\"columns\":COLUMNS,\"launches\":[LAUNCH]}\n\u0001\0\0\0ONE.....ONE....."
    )]
    [InlineData(
        "times of zero",
        "{\"schemaVersion\":1,\"cell\":\"x\",\"comparison\":\"overhead\",\"pairs\":1,\"columns\":COLUMNS,\"launches\":[LAUNCH]}\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    )]
    public void A_file_that_was_put_together_wrongly_is_refused(string what, string plain)
    {
        plain = plain
            .Replace(
                "COLUMNS",
                "[{\"name\":\"launch\",\"type\":\"int32\"},{\"name\":\"controlNanoseconds\",\"type\":\"float64\"},{\"name\":\"candidateNanoseconds\",\"type\":\"float64\"}]",
                StringComparison.Ordinal
            )
            .Replace(
                "LAUNCH",
                "{\"pairs\":1,\"cyclesPerPair\":1,\"cyclesPerBlock\":1,\"stoppedBy\":\"time\",\"elapsedNanoseconds\":1}",
                StringComparison.Ordinal
            );
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(plain));

        Wording.Matches(Refused(content.ToArray()), what);
    }

    private static string Refused(byte[] content)
    {
        string message = Assert.Throws<InputException>(() => PairsFile.Decode(content, "a.pairs.gz")).Message;
        Assert.StartsWith("a.pairs.gz", message, StringComparison.Ordinal);
        return message;
    }

    private static byte[] Plain(byte[] content)
    {
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
            gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
