using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>Real trainings whose time is kept by the phase.</summary>
[Collection(TrainingTests.Name)]
public sealed class LedgerRecorderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private readonly RunFolder _run;

    public LedgerRecorderTests() => _run = RunFolder.Create(_folder["run"], Samples.Run);

    public void Dispose()
    {
        _run.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_first_measured_cell_of_a_workload_gets_a_ledger_that_is_not_measured_again()
    {
        _run.Append(CellRecord.Failed(_run.Run, Cells.Of(1, 1), "It broke."));
        _run.Append(Samples.Measured(1, 2));
        _run.Append(Samples.Measured(1, 8));

        Assert.True(Record(CancellationToken.None));
        string before = File.ReadAllText(_folder["run", "ledgers.jsonl"]);
        Assert.True(Record(CancellationToken.None));

        LedgerRecord ledger = Assert.Single(LedgersFile.Read(_run.Path, _run.Run));
        Assert.Equal(Cells.Of(1, 2), ledger.ToCell());
        Assert.All([ledger.Seconds.ForwardBackward, ledger.Seconds.Optimizer, ledger.Seconds.Callbacks, ledger.Seconds.Logging], seconds =>
            Assert.True(seconds > 0)
        );
        Assert.Equal(before, File.ReadAllText(_folder["run", "ledgers.jsonl"]));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Without_a_measured_cell_there_is_none()
    {
        Assert.True(Record(CancellationToken.None));

        Assert.False(File.Exists(_folder["run", "ledgers.jsonl"]));
    }

    [Fact]
    public void Interrupted_it_measures_nothing_and_says_so()
    {
        _run.Append(Samples.Measured(1, 2));

        Assert.False(Record(new CancellationToken(canceled: true)));

        Assert.False(File.Exists(_folder["run", "ledgers.jsonl"]));
    }

    [Fact]
    public void Its_failure_is_reported_and_does_not_affect_the_run()
    {
        _run.Append(Samples.Measured(1, 2));

        Assert.True(
            new LedgerRecorder(_run, _error, CancellationToken.None).MeasureMissing(Grid(), new MeasurementPlan { Fault = "unheard-of" })
        );

        Wording.Matches(_error.ToString());
        Assert.False(File.Exists(_folder["run", "ledgers.jsonl"]));
    }

    private static SweepGrid Grid() => new(Samples.Options.ToGrid());

    private bool Record(CancellationToken cancellation) =>
        new LedgerRecorder(_run, _error, cancellation).MeasureMissing(Grid(), new MeasurementPlan());
}
