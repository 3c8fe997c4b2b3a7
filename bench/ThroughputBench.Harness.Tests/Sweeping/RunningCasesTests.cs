using BenchmarkDotNet.Configs;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>Cases that are handed over one by one while BenchmarkDotNet waits.</summary>
[Collection(TrainingTests.Name)]
public sealed class RunningCasesTests : IDisposable
{
    private static readonly IReadOnlyList<Cell> Cells = new SweepGrid(
        new GridOptions
        {
            Workloads = [new("mlp", 32)],
            Accumulate = [1],
            LogEvery = [1, 2],
        }
    ).Accepted;

    private readonly IDisposable _plan;
    private readonly TemporaryFolder _folder = new();
    private readonly Events _events = new();
    private readonly CancellationTokenSource _cancellation = new();

    public RunningCasesTests() =>
        _plan = new MeasurementPlan
        {
            InProcess = true,
            SecondsPerCell = 0.1,
            Patience = 1,
            Grid = BenchmarkGrid.From(Cells),
        }.Enter();

    public void Dispose()
    {
        _plan.Dispose();
        _folder.Dispose();
        _cancellation.Dispose();
    }

    [Fact]
    public void The_next_case_begins_when_the_last_one_is_out_of_hand()
    {
        using RunningCases running = NewRunning();

        foreach (EndedCase ended in running.Run(CasesOf(running)))
        {
            Assert.Null(ended.Result.Failure);
            _events.Seen.Add($"in hand: {ended.Cell}");
        }

        Assert.Equal(Cells.SelectMany(cell => new[] { $"begins: {cell}", $"in hand: {cell}" }), _events.Seen);
        Assert.Equal(Cells.Count, running.Summaries.Sum(summary => summary.Reports.Length));
    }

    [Fact]
    public void A_caller_that_fails_ends_the_run_and_its_failure_is_what_is_said()
    {
        using RunningCases running = NewRunning();

        var failure = Assert.Throws<IOException>(() =>
        {
            foreach (EndedCase _ in running.Run(CasesOf(running)))
                throw new IOException("The disk is full.");
        });

        Assert.Equal("The disk is full.", failure.Message);
        Assert.Equal($"begins: {Cells[0]}", Assert.Single(_events.Seen));
    }

    [Fact]
    public void An_interruption_while_a_case_is_in_hand_ends_the_run()
    {
        using RunningCases running = NewRunning();

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (EndedCase ended in running.Run(CasesOf(running)))
            {
                _events.Seen.Add($"in hand: {ended.Cell}");
                _cancellation.Cancel();
            }
        });

        // BenchmarkDotNet calls its event processors in no fixed order, so the next case may be announced before the run refuses it.
        Assert.Equal([$"begins: {Cells[0]}", $"in hand: {Cells[0]}"], _events.Seen.Take(2));
        Assert.DoesNotContain($"in hand: {Cells[1]}", _events.Seen);
        Assert.Equal(1, _events.Ended);
    }

    private RunningCases NewRunning() =>
        new(Cells, "control", SweepProgress.For(TextWriter.Null, quiet: true), _cancellation.Token);

    private BenchmarkRunInfo[] CasesOf(RunningCases running)
    {
        ManualConfig config = ManualConfig
            .CreateEmpty()
            .WithArtifactsPath(_folder["bdn"])
            .AddEventProcessor(running)
            .AddEventProcessor(_events);
        return [BenchmarkConverter.TypeToBenchmarks(typeof(OverheadBenchmark), config)];
    }

    private sealed class Events : EventProcessor
    {
        public List<string> Seen { get; } = [];

        public int Ended { get; private set; }

        public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase) =>
            Seen.Add($"begins: {CellCase.From(benchmarkCase).In(Cells)}");

        public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report) => Ended++;
    }
}
