using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Plots;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class LedgersFileTests : IDisposable
{
    /// <summary>
    /// Half a second: 440 ms forward and backward, 45 optimizer, 10 data, 2 callbacks, 1 logging, and 2 for the rest.
    /// </summary>
    private static readonly TimeBreakdown Spent = new(
        1000,
        DataWaitTicks: 10,
        ForwardBackwardTicks: 440,
        OptimizerTicks: 45,
        ValidationTicks: 0,
        CallbacksTicks: 2,
        LoggingTicks: 1,
        OtherTicks: 2
    );

    private static readonly LedgerRecord Mlp = LedgerRecord.Of(
        FinishedRun.Record,
        Cells.Of(1, 2),
        Spent,
        wallSeconds: 0.5001,
        batches: 5000
    );

    private static readonly LedgerRecord Other = Mlp with
    {
        Workload = "convnet",
        BatchSize = 4,
        Shape = new WorkloadShape(8, 2, WorkloadDtype.Float32),
        Seconds = Mlp.Seconds with { Callbacks = 0.001, Logging = 0, ForwardBackward = 0.442 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly string _run;

    public LedgersFileTests() => _run = FinishedRun.Write(_folder["run"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_without_the_file_has_no_ledgers() => Assert.Empty(LedgersFile.Read(_run, FinishedRun.Record));

    [Fact]
    public void They_are_read_back_as_they_were_added()
    {
        Append(Mlp);
        Append(Other);

        Assert.Equal([Mlp, Other], LedgersFile.Read(_run, FinishedRun.Record));
        Assert.Equal(Cells.Of(1, 2), Mlp.ToCell());
        Assert.Equal(0.5, Mlp.Seconds.Sum(), 12);
    }

    [Fact]
    public void The_report_draws_a_bar_for_each_with_the_figures_beside_it_and_no_longer_says_that_they_are_missing()
    {
        string without = Report();
        Append(Mlp);
        Append(Other);

        DerivedFile[] files = [.. RunReport.Files(RunFolder.Read(_run), _run)];

        Wording.Matches(LineChanges.Between(without, files[0].Text));
        Assert.Contains("aria-labelledby=\"ledger-title ledger-description\"", files[1].Text, StringComparison.Ordinal);
        string plot = Assert.Single(files, file => file.Path == "plots/ledger.svg").Text;
        Assert.Equal(2, plot.Split("fill:var(--plot-warn").Length - 1);
        Assert.Contains("prefers-color-scheme: dark", plot, StringComparison.Ordinal);
    }

    [Fact]
    public void If_the_monitor_takes_most_of_a_step_the_title_says_that()
    {
        LedgerRecord busy = Mlp with { Seconds = Mlp.Seconds with { Callbacks = 0.4, ForwardBackward = 0.042 } };

        Wording.Matches(LedgerPlot.Of([busy], "ledger").Finding);
    }

    [Fact]
    public void A_workload_has_one_for_each_of_its_sizes()
    {
        LedgerRecord larger = Mlp with { BatchSize = 64 };
        Append(Mlp);
        Append(larger);

        Assert.Equal([Mlp, larger], LedgersFile.Read(_run, FinishedRun.Record));
    }

    [Fact]
    public void Publishing_takes_them_along()
    {
        Append(Mlp);

        RunCopy.Write(_run, _folder["copy"]);

        Assert.Equal(File.ReadAllText(_folder["run", "ledgers.jsonl"]), File.ReadAllText(_folder["copy", "ledgers.jsonl"]));
        Assert.True(RunCopy.HaveSameRecords(_run, _folder["copy"]));
    }

    [Theory]
    [InlineData("\"forwardBackward\":0.44", "\"forwardBackward\":0.4")]
    [InlineData("\"forwardBackward\":0.44", "\"forwardBackward\":1e999")]
    [InlineData("\"validation\":0,", "\"validation\":-0.0001,")]
    [InlineData("\"validation\":0,", "")]
    [InlineData("\"wallSeconds\":0.5001", "\"wallSeconds\":0")]
    [InlineData("\"batches\":5000", "\"batches\":0")]
    [InlineData("\"accumulate\":1", "\"accumulate\":0")]
    [InlineData("\"accumulate\":1", "\"accumulate\":4")]
    [InlineData("\"workload\":\"mlp\"", "\"workload\":\"<b>\"")]
    [InlineData(
        "\"workload\":\"mlp\",\"batchSize\":32,\"shape\":{\"width\":64,\"depth\":1,",
        "\"workload\":\"convnet\",\"batchSize\":4,\"shape\":{\"width\":8,\"depth\":2,"
    )]
    [InlineData("\"runId\":\"2", "\"runId\":\"3")]
    [InlineData("\"schemaVersion\":2", "\"schemaVersion\":9")]
    [InlineData("}", "")]
    public void A_file_that_is_damaged_or_of_another_run_is_refused_wherever_the_run_is_read_in_one_line(string whole, string damaged)
    {
        Append(Other);
        Append(Mlp);
        string[] lines = File.ReadAllLines(_folder["run", "ledgers.jsonl"]);
        Assert.Contains(whole, lines[1], StringComparison.Ordinal);
        _folder.Write("run/ledgers.jsonl", $"{lines[0]}\n{lines[1].Replace(whole, damaged, StringComparison.Ordinal)}\n");

        string message = Assert.Throws<InputException>(() => RunFolder.Read(_run)).Message;

        Wording.Matches(_folder.Unrooted(message), $"{whole} → {damaged}");
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_record_that_contradicts_itself_is_not_added_and_the_file_stays_as_it_was()
    {
        Append(Mlp);
        string before = File.ReadAllText(_folder["run", "ledgers.jsonl"]);

        Wording.Matches(
            _folder.Unrooted(Assert.Throws<InputException>(() => Append(Other with { WallSeconds = 1 })).Message)
        );
        Assert.Equal(before, File.ReadAllText(_folder["run", "ledgers.jsonl"]));
    }

    private void Append(LedgerRecord record) => LedgersFile.Append(_run, FinishedRun.Record, record);

    private string Report() => RunReport.Files(RunFolder.Read(_run), _run).First().Text;
}
