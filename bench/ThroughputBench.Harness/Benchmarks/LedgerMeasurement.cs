using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>How the time of a monitored training divides among phases: its ledger, compared with the harness's clock.</summary>
internal static class LedgerMeasurement
{
    // Warm-up, until code is compiled and caches are filled; then the part that is kept.
    private const double WarmUpSeconds = 0.2,
        Seconds = 0.5;

    /// <summary>Measures one cell.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="cancellation">Ends the training early.</param>
    public static LedgerResult Measure(TrainingBench bench, Cell cell, CancellationToken cancellation)
    {
        using FitRun<Batch> run = bench.MonitoredWithLedger(cell.Accumulate, cell.LogInterval, bench.Monitor(cell.Timing));
        Train(run, cell, WarmUpSeconds, cancellation);
        // Once as a warm-up: code compiled between the two clocks' readings would take time that belongs to no phase.
        run.ReadLedger();
        long batches = run.Result.Batches;
        long start = Stopwatch.GetTimestamp();
        TimeBreakdown before = run.ReadLedger()!.Value;
        Train(run, cell, Seconds, cancellation);
        TimeBreakdown after = run.ReadLedger()!.Value;
        double wallSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new LedgerResult(after - before, wallSeconds, run.Result.Batches - batches);
    }

    private static void Train(FitRun<Batch> run, Cell cell, double seconds, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        do run.Advance(cell.CyclesPerLog);
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds && !cancellation.IsCancellationRequested);
    }
}
