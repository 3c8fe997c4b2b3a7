using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether the monitor tells the truth: one uninterrupted training with the monitor on, every logged rate against the harness's own clock over the
/// same whole cycles. The harness's clock is read in the data source that it owns.
/// </summary>
internal static class AgreementMeasurement
{
    /// <summary>Fewest logs that a distribution of errors is taken over.</summary>
    private const int EnoughLogs = 20;

    /// <summary>How many times longer than asked for a training may go on to reach <see cref="EnoughLogs"/>.</summary>
    private const double Patience = 3;

    /// <summary>Measures one cell.</summary>
    /// <param name="bench">The workload, which goes on from where it is.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="seconds">How long to train.</param>
    /// <param name="cancellation">Ends the training early.</param>
    public static AgreementResult Measure(TrainingBench bench, Cell cell, double seconds, CancellationToken cancellation)
    {
        if (bench.Stream is { } stream)
            return DeviceAgreement.Measure(bench, stream, cell, seconds, cancellation);

        // Room for all logs and requests from the start: a list that grows in the middle would come between the two clocks.
        var logs = new List<Logged>(1 << 16);
        ThroughputMonitor<Batch> monitor = bench.Monitor(cell.Timing);
        monitor.Logged += (state, snapshot) => logs.Add(new Logged(state.Batches, snapshot.Rates?.SamplesPerSecond ?? 0));
        EndlessData data = bench.Data(timed: true);
        var begin = new BeginMark();
        using FitRun<Batch> run = bench.Monitored(cell.Accumulate, cell.LogInterval, monitor, data, begin);

        long start = Stopwatch.GetTimestamp();
        while (GoesOn(start, logs.Count, seconds, cancellation))
            run.Advance(Math.Max(1, 64 / cell.Accumulate));

        // The request for what would come next marks the end of the last cycle on the harness's clock.
        ThroughputSnapshot whole = monitor.Training;
        EndlessData.Request[] requests = [new EndlessData.Request(begin.Timestamp, 0), .. data.Requests.Skip(1)];
        long windowBatches = (long)TrainingBench.WindowSteps * cell.Accumulate;
        double[] errors = [.. logs.Select(log => log.SamplesPerSecond / Independent(requests, Math.Max(0, log.Batches - windowBatches), log.Batches) - 1)];
        return new AgreementResult(errors, whole.Totals.Samples / whole.Seconds, Independent(requests, 0, run.Result.Batches));
    }

    /// <summary>Whether a measurement that began at a timestamp has not lasted long enough.</summary>
    internal static bool GoesOn(long start, int logs, double seconds, CancellationToken cancellation)
    {
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return !cancellation.IsCancellationRequested && (elapsed < seconds || (logs < EnoughLogs && elapsed < Patience * seconds));
    }

    /// <summary>Samples per second between two ends of cycles, given as micro-batches trained until then. A log without a rate counts as a rate of 0.</summary>
    private static double Independent(EndlessData.Request[] requests, long from, long to)
    {
        EndlessData.Request begin = requests[from], end = requests[to];
        return (end.Samples - begin.Samples) * (double)Stopwatch.Frequency / (end.Timestamp - begin.Timestamp);
    }

    private readonly record struct Logged(long Batches, double SamplesPerSecond);

    /// <summary>Reads the harness's clock where training begins; after that, each request for a micro-batch ends the one before it.</summary>
    private sealed class BeginMark : Callback<Batch>
    {
        public long Timestamp { get; private set; }

        public override void OnTrainStart(TrainerState state) => Timestamp = Stopwatch.GetTimestamp();
    }
}
