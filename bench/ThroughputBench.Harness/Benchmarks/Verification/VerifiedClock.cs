using ThroughputBench.Monitoring;
using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// Compares what a monitor says if its clock goes back or stands still: a time that is not known is in no figure, and all others are right.
/// </summary>
internal static class VerifiedClock
{
    private const int WindowSteps = 2;

    /// <summary>
    /// How the clock moves in each step. Faults are further apart than a window is wide, and one after the other too. In a pause the clock
    /// may go back: that time is not training's.
    /// </summary>
    private static readonly Step[] Steps =
    [
        new(31), new(47), new(29),
        new(0), new(53), new(41), new(37), new(59), // stands still
        new(-23), new(61), new(43), new(67), new(33), // goes back
        new(71, InPause: -500), new(39), new(57), new(73), // goes back in a pause
        new(27, BeforePause: -19, InPause: 300), new(79), new(51), new(83), new(45), // goes back before a pause
        new(0), new(-91), new(63), new(89), new(35), new(49),
        new(69, BeforePause: 22, InPause: 0), new(55),
    ];

    /// <summary>Compares it.</summary>
    public static void Compare(FigureComparison all)
    {
        var clock = new VirtualClock();
        using var records = new KeptRecords();
        var options = new ThroughputMonitorOptions<BatchCounts>
        {
            WindowSteps = WindowSteps,
            LogEvery = LogInterval.Steps(1),
            StepTimes = true,
            SamplesOf = static batch => batch.Samples,
            ItemsOf = static batch => batch.Items!.Value,
        };
        var monitor = new ThroughputMonitor<BatchCounts>(options, clock);
        var snapshots = new List<ThroughputSnapshot>();
        monitor.Logged += (_, snapshot) => snapshots.Add(snapshot);
        using (var loop = new ReportedLoop(monitor, records))
        {
            for (int step = 1; step <= Steps.Length; step++)
            {
                Pass(Steps[step - 1], clock, loop);
                loop.EndBatch(CountsOf(step));
                CompareSnapshot(all, "a snapshot", step, monitor.Training);
            }
        }
        all.Compare("number of logs", "on a clock that goes back or stands still", 0, snapshots.Count, Steps.Length);
        for (int step = 1; step <= snapshots.Count; step++)
            CompareSnapshot(all, "a log", step, snapshots[step - 1]);
        CompareRecords(all, records.Below("/", "train"));
    }

    private static void Pass(Step step, VirtualClock clock, ReportedLoop loop)
    {
        if (step.InPause is { } paused)
        {
            clock.Advance(step.BeforePause);
            loop.Pause();
            clock.Advance(paused);
            loop.Resume();
        }
        clock.Advance(step.Units);
    }

    private static void CompareSnapshot(FigureComparison all, string where, int step, ThroughputSnapshot snapshot)
    {
        Truth right = Truth.After(step);
        One("seconds", snapshot.Seconds, right.Seconds);
        One("batches", snapshot.Totals.Batches, step);
        One("steps", snapshot.Totals.Steps, step);
        One("samples", snapshot.Totals.Samples, right.Samples);
        One("items", snapshot.Totals.Items, 3 * right.Samples);
        One("batches_per_sec", snapshot.Rates?.BatchesPerSecond, right.Rate(right.WindowSteps));
        One("samples_per_sec", snapshot.Rates?.SamplesPerSecond, right.Rate(right.WindowSamples));
        One("items_per_sec", snapshot.Rates?.ItemsPerSecond, right.Rate(3 * right.WindowSamples));
        One("window seconds", snapshot.Rates?.Seconds, right.WindowSeconds);
        One("step time p50", snapshot.StepTimes?.P50Seconds, right.Shortest);
        One("step time p95", snapshot.StepTimes?.P95Seconds, right.Longest);
        One("step time max", snapshot.StepTimes?.MaxSeconds, right.Longest);

        void One(string name, double? reported, double value) =>
            all.Compare($"{name} in {where}", SituationOf(step), 0, reported ?? double.NaN, value);
    }

    private static void CompareRecords(FigureComparison all, IReadOnlyList<KeptRecords.Kept> records)
    {
        for (int step = 1; step <= records.Count; step++)
        {
            IReadOnlyDictionary<string, double> values = records[step - 1].Values;
            Truth right = Truth.After(step);
            One("time", right.Seconds);
            One("batches", step);
            One("samples", right.Samples);
            One("lengths", 3 * right.Samples);
            One("device/batches_per_sec", right.Rate(right.WindowSteps));
            One("device/samples_per_sec", right.Rate(right.WindowSamples));
            One("device/items_per_sec", right.Rate(3 * right.WindowSamples));
            One("device/step_time_max", right.Longest);

            void One(string name, double value) =>
                all.Compare($"train/{name}", SituationOf(step), 0, values.GetValueOrDefault(name, double.NegativeInfinity), value);
        }
    }

    private static string SituationOf(int step) => $"after step {step} on a clock that goes back or stands still";

    private static BatchCounts CountsOf(int step) => new(SamplesOf(step), 3 * SamplesOf(step));

    private static long SamplesOf(int step) => 1 + 5L * step % 7;

    /// <summary>How the clock moves in a step.</summary>
    /// <param name="Units">From the pause, or from the step's beginning, to its end.</param>
    /// <param name="BeforePause">From the step's beginning to the pause.</param>
    /// <param name="InPause">In the pause; <see langword="null"/> for none.</param>
    private sealed record Step(long Units, long BeforePause = 0, long? InPause = null)
    {
        public bool IsKnown => BeforePause >= 0 && Units > 0;

        public long Training => BeforePause + Units;
    }

    /// <summary>What is right after a number of steps; NaN for what cannot be known.</summary>
    private readonly record struct Truth(double Seconds, long Samples, int WindowSteps, long WindowSamples, double WindowSeconds)
    {
        public double Shortest { get; private init; }

        public double Longest { get; private init; }

        public double Rate(double count) => count / WindowSeconds;

        public static Truth After(int step)
        {
            int window = Math.Min(step, VerifiedClock.WindowSteps),
                begin = step - window;
            // A window that begins where an unknown step ends has no known beginning.
            bool isKnown = Steps[Math.Max(0, begin - 1)..step].All(taken => taken.IsKnown);
            Step[] all = Steps[..step];
            long[] times = [.. Steps[begin..step].Select(taken => taken.Training).Order()];
            return new Truth(
                all.All(taken => taken.IsKnown) ? InSeconds(all.Sum(taken => taken.Training)) : double.NaN,
                Enumerable.Range(1, step).Sum(SamplesOf),
                window,
                Enumerable.Range(begin + 1, window).Sum(SamplesOf),
                isKnown ? InSeconds(times.Sum()) : double.NaN
            )
            {
                Shortest = isKnown ? InSeconds(times[0]) : double.NaN,
                Longest = isKnown ? InSeconds(times[^1]) : double.NaN,
            };
        }

        private static double InSeconds(long units) => units / (double)VirtualClock.UnitsPerSecond;
    }
}
