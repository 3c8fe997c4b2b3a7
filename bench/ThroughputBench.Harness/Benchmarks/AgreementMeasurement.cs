using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether the monitor's rates are right: one uninterrupted training with the monitor on compares every logged rate with the harness's
/// clock over the same whole cycles. The harness reads its clock in its data source.
/// </summary>
internal static class AgreementMeasurement
{
    /// <summary>Measures one cell.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="window">The monitor's window.</param>
    /// <param name="seconds">How long to train.</param>
    /// <param name="cancellation">Ends the training early.</param>
    public static AgreementResult Measure(
        TrainingBench bench,
        Cell cell,
        AgreementWindow window,
        double seconds,
        CancellationToken cancellation
    )
    {
        if (bench.Stream is { } stream)
            return DeviceAgreement.Measure(bench, stream, cell, window, seconds, cancellation);

        // Room for all logs and requests from the start: a list that grows in the middle would disturb the comparison of the two clocks.
        var logs = new List<Logged>(1 << 16);
        ThroughputMonitor<Batch> monitor = bench.Monitor(cell.Timing, window.Steps);
        monitor.Logged += (state, snapshot) => logs.Add(new Logged(state.Steps, snapshot.Rates?.SamplesPerSecond ?? 0));
        EndlessData data = bench.UnequalData(cell.Accumulate, timed: true);
        var begin = new BeginMark();
        using FitRun<Batch> run = bench.Monitored(cell.Accumulate, cell.LogInterval, monitor, data, begin);

        long start = Stopwatch.GetTimestamp();
        while (window.GoesOn(start, logs.Count, run.Result.Steps, seconds, cancellation))
            run.Advance(AgreementWindow.CyclesAtOnce(start, run.Result.Steps, cell.Accumulate));

        // The request for the next micro-batch marks the end of the last cycle on the harness's clock.
        ThroughputSnapshot whole = monitor.Training;
        EndlessData.Request[] requests = [new EndlessData.Request(begin.Timestamp, 0), .. data.Requests.Skip(1)];
        double[] errors = [.. logs.Select(log => log.SamplesPerSecond / Independent(Math.Max(0, log.Steps - window.Steps), log.Steps) - 1)];
        return new AgreementResult(errors, whole.Totals.Samples / whole.Seconds, Independent(0, run.Result.Steps))
        {
            WindowSteps = window.Steps,
            MovedLogs = logs.Count(log => window.Tells(log.Steps, Independent)),
            Steps = run.Result.Steps,
        };

        // Samples per second between two ends of cycles. A log without a rate counts as a rate of 0.
        double Independent(long from, long to)
        {
            EndlessData.Request begin = requests[from * cell.Accumulate],
                end = requests[to * cell.Accumulate];
            return (end.Samples - begin.Samples) * (double)Stopwatch.Frequency / (end.Timestamp - begin.Timestamp);
        }
    }

    private readonly record struct Logged(long Steps, double SamplesPerSecond);

    /// <summary>
    /// Reads the harness's clock when training begins; after that, each request for a micro-batch ends the one before it.
    /// </summary>
    private sealed class BeginMark : Callback<Batch>
    {
        public long Timestamp { get; private set; }

        public override void OnTrainStart(TrainerState state) => Timestamp = Stopwatch.GetTimestamp();
    }
}
