using System.Text.Json;
using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class JsonLinesLoggerTests : IDisposable
{
    private static readonly MetricNames Names = new("train/time", "train/device/samples_per_sec");
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_is_one_object_on_one_line()
    {
        using (var logger = new JsonLinesLogger(FilePath))
        {
            logger.Write(199, 1, Names, 12.5, 512034.25);
            logger.Write(249, 1, Names, 15, 512035);
        }
        Assert.Equal(
            """
            {"step":199,"epoch":1,"time":"2026-11-24T12:00:00.25Z","metrics":{"train/time":12.5,"train/device/samples_per_sec":512034.25}}
            {"step":249,"epoch":1,"time":"2026-11-24T12:00:00.25Z","metrics":{"train/time":15,"train/device/samples_per_sec":512035}}

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(FilePath)
        );
    }

    [Fact]
    public void A_metric_without_a_value_is_left_out_and_an_infinite_one_is_a_string()
    {
        using (var logger = new JsonLinesLogger(FilePath))
        {
            logger.Write(
                0,
                0,
                new MetricNames("none", "over", "under", "some"),
                double.NaN,
                double.PositiveInfinity,
                double.NegativeInfinity,
                1
            );
        }

        JsonElement metrics = Assert.Single(Lines()).GetProperty("metrics");
        Assert.Equal("""{"over":"Infinity","under":"-Infinity","some":1}""", metrics.GetRawText());
    }

    [Theory]
    [InlineData("quoted \"name\"")]
    [InlineData("back\\slash")]
    [InlineData("two\nlines")]
    [InlineData("größe/µs")]
    [InlineData("step")]
    public void Any_name_is_read_back_as_it_was(string name)
    {
        using (var logger = new JsonLinesLogger(FilePath))
            logger.Write(3, 0, new MetricNames(name), 1.5);
        JsonElement line = Assert.Single(Lines());
        Assert.Equal(3, line.GetProperty("step").GetInt64());
        Assert.Equal(1.5, line.GetProperty("metrics").GetProperty(name).GetDouble());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0 / 3)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    public void Values_are_read_back_to_the_last_bit_whatever_the_culture(double value)
    {
        using (var culture = new InCulture())
        using (var logger = new JsonLinesLogger(FilePath))
            logger.Write(-1, 0, new MetricNames("x"), value);
        JsonElement line = Assert.Single(Lines());
        Assert.Equal(
            BitConverter.DoubleToInt64Bits(value),
            BitConverter.DoubleToInt64Bits(line.GetProperty("metrics").GetProperty("x").GetDouble())
        );
        Assert.Equal(-1, line.GetProperty("step").GetInt64());
    }

    [Fact]
    public void A_file_that_is_there_is_overwritten_unless_it_is_to_be_continued()
    {
        foreach ((long step, bool append) in new[] { (1L, false), (2L, false), (3L, true) })
        {
            using var logger = new JsonLinesLogger(FilePath, append);
            logger.Write(step, 0, Names, 0, 0);
        }
        Assert.Equal([2, 3], Lines().Select(line => line.GetProperty("step").GetInt64()));
    }

    [Theory]
    [InlineData("{\"step\":1}\n{\"step\":2,\"ep", "1,3")]
    [InlineData("{\"step\":1}\n{\"step\":2,\"metrics\":{\"a\":\0\0\0", "1,3")]
    [InlineData("{\"step\":1}\n{\"step\":2}", "1,2,3")]
    [InlineData("{\"step\":1}", "1,3")]
    [InlineData("{\"step\":1,\"epoch", "3")]
    [InlineData("{\"st", "3")]
    [InlineData("", "3")]
    public void A_line_that_a_killed_run_never_finished_is_cut_off(string before, string steps)
    {
        File.WriteAllText(FilePath, before);
        using (var logger = new JsonLinesLogger(FilePath, append: true))
            logger.Write(3, 0, Names, 0, 0);
        Assert.Equal(steps, string.Join(",", Lines().Select(line => line.GetProperty("step").GetInt32())));
    }

    [Theory]
    [InlineData("step,epoch,time,name,value\r\n")]
    [InlineData("{\"epoch\":1}\n")]
    [InlineData("[{\"step\":1}]\n")]
    [InlineData("{\"step\":1}\nwords\n{\"step\":2,")]
    [InlineData("words")]
    [InlineData("\n")]
    public void A_file_that_holds_something_else_is_not_continued_and_stays_as_it_was(string before)
    {
        File.WriteAllText(FilePath, before);
        var refused = Assert.Throws<IOException>(() => new JsonLinesLogger(FilePath, append: true));
        Assert.Equal(
            $"Cannot write the log file '{FilePath}': it holds something else than one JSON object with a step on each line, so it "
                + "cannot be continued; give another path.",
            refused.Message
        );
        Assert.Equal(before, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Somebody_who_follows_the_file_sees_whole_lines_only_and_all_of_them_after_a_flush()
    {
        using var logger = new JsonLinesLogger(FilePath);
        for (int i = 0; i < 2000; i++)
        {
            logger.Write(i, 0, Names, i, 1.0 / i);
            if (i % 100 == 0)
            {
                string seen = File.ReadAllText(FilePath);
                Assert.True(seen.Length == 0 || seen.EndsWith("}}\n", StringComparison.Ordinal), "The file ends in the middle of a line.");
            }
        }
        Assert.InRange(Lines().Count, 1, 1999);
        logger.Flush();
        Assert.Equal(Enumerable.Range(0, 2000), Lines().Select(line => line.GetProperty("step").GetInt32()));
    }

    private List<JsonElement> Lines() => [.. File.ReadAllLines(FilePath).Select(line => JsonDocument.Parse(line).RootElement)];
}
