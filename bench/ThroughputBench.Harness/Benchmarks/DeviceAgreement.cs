using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether the monitor's rates are right on a device: one uninterrupted training with the monitor on compares every logged rate with <see
/// cref="HarnessEvents"/> around the same whole cycles. The whole run is also compared with the host's clock, read before and after it when
/// the device is idle.
/// </summary>
internal static class DeviceAgreement
{
    /// <inheritdoc cref="AgreementMeasurement.Measure"/>
    public static AgreementResult Measure(
        TrainingBench bench,
        CudaStream stream,
        Cell cell,
        AgreementWindow window,
        double seconds,
        CancellationToken cancellation
    )
    {
        var logs = new List<Logged>(1 << 16);
        ThroughputMonitor<Batch> monitor = bench.Monitor(cell.Timing, window.Steps);

        // A log tells of an end of a cycle that the device had passed, and of how many steps before it. The first logs may come before
        // there is any.
        monitor.Logged += (_, snapshot) =>
        {
            if (snapshot.Totals.Steps > 0)
                logs.Add(new Logged(snapshot.Totals.Steps, WindowOf(snapshot, window, cell.Timing), snapshot.Rates?.SamplesPerSecond ?? 0));
        };
        using var events = new HarnessEvents(stream);
        var marks = new Marks(stream, events, cell.Accumulate);
        EndlessData data = bench.UnequalData(cell.Accumulate, timed: false);
        using FitRun<Batch> run = bench.Monitored(cell.Accumulate, cell.LogInterval, monitor, data, marks);
        do
            run.Advance(AgreementWindow.CyclesAtOnce(marks.HostTimestamp, run.Result.Steps, cell.Accumulate));
        while (window.GoesOn(marks.HostTimestamp, logs.Count, run.Result.Steps, seconds, cancellation));

        stream.Synchronize();
        double hostSeconds = Stopwatch.GetElapsedTime(marks.HostTimestamp).TotalSeconds;
        _ = monitor.Save(); // adds what the device had not done at the last log
        ThroughputSnapshot whole = monitor.Training;
        double[] errors =
        [
            .. logs.Select(log => log.SamplesPerSecond / events.SamplesPerSecond(log.Steps - log.WindowSteps, log.Steps) - 1),
        ];
        return new AgreementResult(errors, whole.Totals.Samples / whole.Seconds, events.SamplesPerSecond(0, run.Result.Steps))
        {
            WindowSteps = window.Steps,
            MovedLogs = logs.Count(log => new AgreementWindow(log.WindowSteps).Tells(log.Steps, events.SamplesPerSecond)),
            Steps = run.Result.Steps,
            HostSamplesPerSecond = marks.Samples / hostSeconds,
        };
    }

    /// <summary>
    /// Steps of the window that a log's rate is held against: W of them, or all if there are fewer. Timing by events may report a narrower
    /// one while the device is behind; no way of timing may report a wider one.
    /// </summary>
    private static int WindowOf(in ThroughputSnapshot snapshot, AgreementWindow window, DeviceTiming? timing)
    {
        long promised = Math.Min(window.Steps, snapshot.Totals.Steps);
        return (int)(timing == DeviceTiming.Events && snapshot.Rates is { } rates ? Math.Min(rates.Steps, promised) : promised);
    }

    private readonly record struct Logged(long Steps, int WindowSteps, double SamplesPerSecond);

    /// <summary>
    /// Starts both of the harness's clocks at the beginning of training, with an idle device, and marks each end of a cycle right after the
    /// monitor has seen it: what the host does before the next micro-batch would be device time too if the device waits for the host.
    /// It counts cycles and samples itself.
    /// </summary>
    private sealed class Marks(CudaStream stream, HarnessEvents events, int accumulate) : Callback<Batch>
    {
        private long _batches;

        public long HostTimestamp { get; private set; }

        public long Samples { get; private set; }

        public override void OnTrainStart(TrainerState state)
        {
            stream.Synchronize();
            HostTimestamp = Stopwatch.GetTimestamp();
            events.Place(0);
        }

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
        {
            Samples += batch.Samples;
            if (++_batches % accumulate == 0)
                events.Place(Samples);
        }
    }
}
