using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public sealed class RawDataWordsTests
{
    [Theory]
    [InlineData(1, "2026-11-25T23:59:59Z")]
    [InlineData(1, "2026-11-26T00:00:00Z")]
    [InlineData(2, "2026-11-26T00:00:00Z")]
    public void A_run_says_what_its_raw_data_are(int schema, string started)
    {
        RunRecord run = Samples.Run with
        {
            SchemaVersion = schema,
            StartedUtc = DateTimeOffset.Parse(started, System.Globalization.CultureInfo.InvariantCulture),
        };

        Wording.Matches(RawDataWords.Of(run), $"schema {schema}, {started}");
    }

    [Fact]
    public void A_thinned_run_says_what_is_gone() =>
        Wording.Matches(
            RawDataWords.Of(
                Samples.Run with
                {
                    Thinned = new ThinnedRecord
                    {
                        ThinnedUtc = Samples.Start.AddDays(900),
                        Files = 4,
                        Bytes = 1_250_000,
                        Sha256 = new string('a', 64),
                    },
                }
            )
        );

    [Fact]
    public void The_files_that_it_names_are_there() =>
        Assert.All([RawDataWords.Description, RawDataWords.Reader], file =>
            Assert.True(File.Exists(Path.Combine(Clone.Root, "results", file)))
        );
}
