using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class PeersFileTests : IDisposable
{
    private const string Measured =
        """{"schemaVersion": 1, "peer": "Lightning ThroughputMonitor", "versions": {"torch": "2.10.0", "lightning": "2.6.2"}, "device": "cpu", "workload": "mlp", "batchSize": 32, "shape": {"width": 64, "depth": 1, "dtype": "float32"}, "accumulate": 4, "logEvery": 8, "status": "measured", "stepNanoseconds": 1240000.0, "nanosecondsPerBatch": 21000.0, "directNanosecondsPerBatch": 18500.0, "overhead": 0.0677, "lower": 0.06, "upper": 0.07, "confidence": 0.95, "pairs": 300}""";

    private const string Refused =
        """{"schemaVersion": 1, "peer": "Lightning ThroughputMonitor", "versions": {"torch": "2.10.0"}, "device": "cpu", "workload": "mlp", "batchSize": 32, "shape": {"width": 64, "depth": 1, "dtype": "float32"}, "accumulate": 4, "logEvery": 2, "status": "refused", "reason": "It counts steps."}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_without_the_file_has_no_peers_and_nothing_is_shown()
    {
        string run = FinishedRun.Write(_folder["run"]);

        Assert.Empty(PeersFile.Read(run));
        Assert.DoesNotContain("peer", Report(run), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_shows_what_the_peer_costs_beside_ours_and_no_longer_says_that_it_is_missing()
    {
        string run = FinishedRun.Write(_folder["run"]);
        string without = Report(run);

        _folder.Write("run/peers.jsonl", $"{Measured}\n{Refused}\n");

        Wording.Matches(LineChanges.Between(without, Report(run)));
    }

    [Fact]
    public void Publishing_takes_it_along()
    {
        string run = FinishedRun.Write(_folder["run"]);
        _folder.Write("run/peers.jsonl", Measured + "\n");

        RunCopy.Write(run, _folder["copy"]);

        Assert.Equal(Measured + "\n", File.ReadAllText(_folder["copy", "peers.jsonl"]));
        Assert.True(RunCopy.HaveSameRecords(run, _folder["copy"]));
        File.Delete(_folder["copy", "peers.jsonl"]);
        Assert.False(RunCopy.HaveSameRecords(run, _folder["copy"]));
    }

    [Theory]
    [InlineData("\"upper\": 0.07", "\"upper\": 0.01")]
    [InlineData("\"pairs\": 300", "\"pairs\": 1")]
    [InlineData("\"accumulate\": 4", "\"accumulate\": 0")]
    [InlineData("\"accumulate\": 4, ", "")]
    [InlineData("\"status\": \"measured\"", "\"status\": \"failed\"")]
    [InlineData("\"schemaVersion\": 1", "\"schemaVersion\": 9")]
    [InlineData("\"pairs\": 300}", "\"pairs\"")]
    public void A_damaged_file_is_refused_wherever_the_run_is_read_in_one_line_that_says_where(string whole, string damaged)
    {
        string run = FinishedRun.Write(_folder["run"]);
        Assert.Contains(whole, Measured, StringComparison.Ordinal);
        _folder.Write("run/peers.jsonl", $"{Refused}\n{Measured.Replace(whole, damaged, StringComparison.Ordinal)}\n");

        string message = Assert.Throws<InputException>(() => RunFolder.Read(run)).Message;

        Wording.Matches(_folder.Unrooted(message), $"{whole} → {damaged}");
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("twice", Measured + "\n" + Measured + "\n")]
    public void A_file_that_says_nothing_or_a_thing_twice_is_refused(string what, string content)
    {
        string run = FinishedRun.Write(_folder["run"]);
        _folder.Write("run/peers.jsonl", content);

        Wording.Matches(_folder.Unrooted(Assert.Throws<InputException>(() => RunFolder.Read(run)).Message), what);
    }

    private static string Report(string run) => RunReport.Files(RunFolder.Read(run), run).First().Text;
}
