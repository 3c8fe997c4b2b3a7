using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares quantiles of step times over a window of many steps, as no short training has.</summary>
internal static class VerifiedStepTimes
{
    private const int WindowSteps = 700,
        Steps = 2_500,
        StepsApart = 17;

    /// <summary>Compares them.</summary>
    public static void Compare(FigureComparison all)
    {
        var clock = new VirtualClock();
        var options = new ThroughputMonitorOptions<Batch>
        {
            WindowSteps = WindowSteps,
            StepTimes = true,
            SamplesOf = static _ => 1,
        };
        var monitor = new ThroughputMonitor<Batch>(options, clock);
        using var loop = new HandLoop<Batch>(monitor, new TrainerOptions());
        var times = new List<long>();
        for (int step = 1; step <= Steps; step++)
        {
            times.Add(UnitsOf(step));
            clock.Advance(times[^1]);
            loop.EndBatch(null!, endsCycle: true);
            if (step % StepsApart != 0)
                continue;
            long[] right = [.. times.TakeLast(WindowSteps).Order()];
            StepTimes? reported = monitor.Training.StepTimes;
            One("step_time_p50", reported?.P50Seconds, LogTruth.Quantile(right, 50));
            One("step_time_p95", reported?.P95Seconds, LogTruth.Quantile(right, 95));
            One("step_time_max", reported?.MaxSeconds, right[^1]);

            void One(string name, double? seconds, long units) =>
                all.Compare(
                    name,
                    $"in a window of {WindowSteps} steps, after step {step}",
                    0,
                    seconds ?? double.NaN,
                    units / (double)VirtualClock.UnitsPerSecond
                );
        }
    }

    // Steps become longer and shorter again, so the smallest and the largest leave the window in turn; many are equal.
    private static long UnitsOf(int step) => 50 + 7919L * step % 101 / 3 + Math.Abs(step % 1_600 - 800) / 4;
}
