using System.Collections.Concurrent;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Pairing;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Runs cases with BenchmarkDotNet and hands each over as it ends. BenchmarkDotNet runs on a thread of its own and waits while a case is in
/// hand: what else is measured of a cell is measured between two cases, on the caller's thread, and not inside an event of BenchmarkDotNet.
/// It builds the processes of all cases at once before the first of them; run for each case, it would build each time. Dispose it.
/// </summary>
/// <param name="cells">The cells of the run.</param>
/// <param name="control">What the progress calls a control: for example <c>A/A control</c>.</param>
/// <param name="progress">Shows which case is running.</param>
/// <param name="cancellation">Ends it before the next case.</param>
internal sealed class RunningCases(IReadOnlyList<Cell> cells, string control, SweepProgress progress, CancellationToken cancellation)
    : EventProcessor,
        IDisposable
{
    private readonly SemaphoreSlim _goOn = new(0);
    private BlockingCollection<EndedCase>? _ended;
    private GpuState? _gpuBefore;
    private volatile bool _isGivenUp;

    /// <summary>What BenchmarkDotNet says of all cases of the last run, once it has ended.</summary>
    public IReadOnlyList<Summary> Summaries { get; private set; } = [];

    /// <summary>
    /// Runs cases whose configuration has this as an event processor. The next one begins when the caller asks for it; a caller that leaves
    /// early ends the run.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public IEnumerable<EndedCase> Run(BenchmarkRunInfo[] runs)
    {
        _ended?.Dispose();
        BlockingCollection<EndedCase> ended = _ended = [];
        Task<Summary[]> running = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return BenchmarkRunner.Run(runs);
                }
                finally
                {
                    ended.CompleteAdding();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        bool isWhole = false;
        try
        {
            foreach (EndedCase one in ended.GetConsumingEnumerable(CancellationToken.None))
            {
                yield return one;
                _goOn.Release();
            }
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
                GiveUp(running);
        }
        Summaries = running.GetAwaiter().GetResult();
    }

    public override void OnStartBuildStage(IReadOnlyList<BuildPartition> partitions) => cancellation.ThrowIfCancellationRequested();

    public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase)
    {
        cancellation.ThrowIfCancellationRequested();
        var measured = CellCase.From(benchmarkCase);
        _gpuBefore = GpuOf(measured);
        progress.Begin(measured.IsControl ? $"{measured.Workload} on {measured.Device}, {control}" : CellOf(measured).ToString());
    }

    public override void OnEndRunBenchmark(BenchmarkCase benchmarkCase, BenchmarkReport report)
    {
        PairedResult result = PairedResult.From(report);
        Interrupt.ThrowIfInterrupted(failed: result.Failure is not null, cancellation);
        var measured = CellCase.From(benchmarkCase);
        var throttling = ThrottlingRecord.Between(_gpuBefore, GpuOf(measured));
        _ended!.Add(new EndedCase(CellOf(measured), measured, result, throttling), CancellationToken.None);
        _goOn.Wait(CancellationToken.None);
        if (_isGivenUp)
            throw new OperationCanceledException("The caller has left.");
    }

    public void Dispose()
    {
        _goOn.Dispose();
        _ended?.Dispose();
    }

    /// <summary>Ends a run whose caller has left: what made it leave is what will be said, whatever comes of the run.</summary>
    private void GiveUp(Task running)
    {
        _isGivenUp = true;
        _goOn.Release();
        Task.WhenAny(running).GetAwaiter().GetResult();
    }

    private Cell CellOf(CellCase measured) =>
        measured.In(cells) ?? throw new InvalidOperationException($"{measured} is of none of the run's cells.");

    private static GpuState? GpuOf(CellCase measured) =>
        Gpus.IndexOf(measured.Device) is { } index ? Gpus.OfThisMachine.State(index) : null;
}
