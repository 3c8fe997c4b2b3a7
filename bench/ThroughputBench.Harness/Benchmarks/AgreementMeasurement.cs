using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether the monitor's rates are right: one uninterrupted training with the monitor on compares every logged rate with the harness's
/// clock over the same whole cycles. The harness counts cycles and reads its clock in a callback beside the monitor; samples are those that
/// the data source handed out. The whole run is also compared with the time until the data source is asked for the next micro-batch, which
/// depends on no hook. For single logs that time is too coarse: freeing a micro-batch of bytelm lies between, and varies by 0.2 % of a
/// window of three steps.
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
        var ends = new CycleEnds(cell.Accumulate);
        using FitRun<Batch> run = bench.MonitoredBetween(ends, begin, cell.Accumulate, cell.LogInterval, monitor, data);

        long start = Stopwatch.GetTimestamp();
        do
            run.Advance(AgreementWindow.CyclesAtOnce(start, run.Result.Steps, cell.Accumulate));
        while (window.GoesOn(start, logs.Count, run.Result.Steps, seconds, cancellation));

        ThroughputSnapshot whole = monitor.Training;
        IReadOnlyList<EndlessData.Request> requests = data.Requests;
        long steps = run.Result.Steps;
        double[] errors = [.. logs.Select(log => log.SamplesPerSecond / Independent(Math.Max(0, log.Steps - window.Steps), log.Steps) - 1)];
        return new AgreementResult(errors, whole.Totals.Samples / whole.Seconds, Independent(0, steps))
        {
            WindowSteps = window.Steps,
            MovedLogs = logs.Count(log => window.Tells(log.Steps, Independent)),
            Steps = steps,
            HostSamplesPerSecond = Rate(SamplesUntil(steps), TimestampOf(steps) + UsualGap() - begin.Timestamp),
        };

        // Between two ends of cycles. A log without a rate counts as a rate of 0.
        double Independent(long from, long to) => Rate(SamplesUntil(to) - SamplesUntil(from), TimestampOf(to) - TimestampOf(from));

        long TimestampOf(long cycle) => cycle == 0 ? begin.Timestamp : ends.Timestamps[(int)cycle - 1];

        long SamplesUntil(long cycle) => requests[(int)cycle * cell.Accumulate].Samples;

        // From the end of a cycle until the next micro-batch is requested. After the last one the system may have taken the processor away.
        long UsualGap() =>
            Enumerable
                .Range(1, (int)steps)
                .Select(cycle => requests[cycle * cell.Accumulate].Timestamp - TimestampOf(cycle))
                .Order()
                .ElementAtOrDefault((int)steps / 2);

        static double Rate(long samples, long ticks) => samples * (double)Stopwatch.Frequency / ticks;
    }

    private readonly record struct Logged(long Steps, double SamplesPerSecond);

    /// <summary>Reads the harness's clock when training begins, after the monitor: its preparations are no time of training.</summary>
    private sealed class BeginMark : Callback<Batch>
    {
        public long Timestamp { get; private set; }

        public override void OnTrainStart(TrainerState state) => Timestamp = Stopwatch.GetTimestamp();
    }

    /// <summary>Reads it at the end of each cycle, before the monitor, whose logs take time. It counts cycles itself.</summary>
    private sealed class CycleEnds(int accumulate) : Callback<Batch>
    {
        private readonly List<long> _timestamps = new(1 << 16);
        private long _batches;

        public IReadOnlyList<long> Timestamps => _timestamps;

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
        {
            if (++_batches % accumulate == 0)
                _timestamps.Add(Stopwatch.GetTimestamp());
        }
    }
}
