using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public sealed class RawDataWordsTests
{
    [Theory]
    [InlineData(1, "2026-11-25T23:59:59Z", "the time of each side in each pair")]
    [InlineData(1, "2026-11-26T00:00:00Z", "holds no raw times")]
    [InlineData(2, "2026-11-26T00:00:00Z", "the clock time of every block of both sides")]
    public void A_run_says_what_its_raw_data_are(int schema, string started, string words)
    {
        RunRecord run = Samples.Run with
        {
            SchemaVersion = schema,
            StartedUtc = DateTimeOffset.Parse(started, System.Globalization.CultureInfo.InvariantCulture),
        };

        Assert.Contains(words, RawDataWords.Of(run), StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_that_it_names_are_there() =>
        Assert.All([RawDataWords.Description, RawDataWords.Reader], file =>
            Assert.True(File.Exists(Path.Combine(Clone.Root, "results", file)))
        );
}
