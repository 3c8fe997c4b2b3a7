using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>The right content of a log, from the harness's counts alone.</summary>
/// <param name="promise">The monitor's configuration.</param>
/// <param name="isEvaluation">Whether it is a log of an evaluation, which takes forward passes only and has no warm-up.</param>
/// <param name="before">What was counted in the runs before this one, and in evaluations before this one.</param>
/// <param name="ends">Ends of cycles since the run, or the evaluation, began; the last is the one that the log tells of.</param>
/// <param name="window">The window, if it need not be the last W steps before that end.</param>
internal sealed class LogTruth(
    MonitorPromise promise,
    bool isEvaluation,
    TapedTotals before,
    IReadOnlyList<TapedEnd> ends,
    LogTruth.Window? window = null
)
{
    private readonly TapedTotals _now = ends.Count == 0 ? default : ends[^1].Totals;
    private readonly int _open = isEvaluation ? 0 : Math.Min(promise.WarmupSteps, ends.Count);

    /// <summary>Whether the device has told of a micro-batch, and so of what is counted.</summary>
    public bool IsAnythingKnown { get; init; } = true;

    /// <summary>Steps in the window.</summary>
    public int WindowSteps => window?.Steps ?? Math.Min(ends.Count - _open, promise.WindowSteps);

    /// <summary>The time between the window's ends in seconds; NaN while there is no step in it.</summary>
    public double WindowSeconds => WindowSteps == 0 ? double.NaN : Seconds(Span);

    /// <summary>Whether the window has left its starting point.</summary>
    public bool IsMoved => ends.Count - _open > promise.WindowSteps;

    private bool HasItems => promise.Options.ItemsOf is not null;

    private bool HasFlops => promise.Options.FlopsOf is not null || promise.Options.FlopsPerBatch is not null;

    /// <summary>The metrics of the log's record, by their names below the stage's.</summary>
    /// <param name="earlier">The totals' starting values: 0, unless they continue an earlier run.</param>
    public IEnumerable<(string Name, double Right)> Metrics(TapedTotals earlier)
    {
        TapedTotals totals = earlier + _now;
        yield return ("time", Seconds(totals));
        yield return ("batches", totals.Batches);
        yield return ("samples", Misses(_now) ? double.NaN : totals.Samples);
        if (HasItems)
            yield return ("lengths", Misses(totals) || !IsAnythingKnown ? double.NaN : totals.Items);
        foreach ((string name, double right) in Rates())
            yield return ("device/" + name, right);
        if (promise.PeakPerSecond is not null)
            yield return ("device/mfu", Utilization);
        if (promise.Options.StepTimes)
        {
            (double p50, double p95, double longest) = StepTimes();
            yield return ("device/step_time_p50", p50);
            yield return ("device/step_time_p95", p95);
            yield return ("device/step_time_max", longest);
        }
        yield return ("window_steps", WindowSteps);
        yield return ("window_partial", WindowSteps == promise.WindowSteps ? 0 : 1);
        if (promise.AllDevices is { } devices)
        {
            foreach ((string name, double right) in Rates())
                yield return (name, devices * right);
        }
    }

    /// <summary>The content of <see cref="ThroughputMonitor{TBatch}.Logged"/>, by the harness's names.</summary>
    public IEnumerable<(string Name, double Right)> Snapshot()
    {
        yield return ("snapshot seconds", Seconds(_now));
        foreach ((string name, double right) in KnownCounts(_now))
            yield return ("snapshot " + name, IsOpen(name) ? double.NaN : right);
        foreach ((string name, double right) in Rates())
            yield return ("snapshot " + name, right);
        yield return ("snapshot window seconds", WindowSeconds);
        yield return ("snapshot window steps", WindowSteps == 0 ? double.NaN : WindowSteps);
        yield return (
            "snapshot window partial",
            WindowSteps == 0 ? double.NaN
            : WindowSteps == promise.WindowSteps ? 0
            : 1
        );
        (double p50, double p95, double longest) = promise.Options.StepTimes ? StepTimes() : (double.NaN, double.NaN, double.NaN);
        yield return ("snapshot step time p50", p50);
        yield return ("snapshot step time p95", p95);
        yield return ("snapshot step time max", longest);
        TapedTotals lifetime = before + _now;
        yield return ("lifetime seconds", Seconds(lifetime));
        foreach ((string name, double right) in Counts(lifetime))
            yield return ("lifetime " + name, lifetime.Batches == 0 && IsOpen(name) ? double.NaN : right);

        bool IsOpen(string name) => name is "items" or "flops" && !IsAnythingKnown;
    }

    /// <summary>What the user's reducer receives.</summary>
    public IEnumerable<(string Name, double Right)> Reduced() =>
        KnownCounts(_now)
            .Where(count => count.Name != "steps")
            .Concat(Rates())
            .Select(figure => ("reduced " + figure.Name, figure.Right));

    /// <summary>What the monitor's instruments publish at the log, as <see cref="PublishedFigures"/> has it.</summary>
    /// <param name="counted">The lifetime's totals at the log before.</param>
    public IEnumerable<(string Name, double Right)> Published(TapedTotals counted)
    {
        TapedTotals since = before + _now - counted;
        int timed = (int)Math.Min(since.Steps, WindowSteps);
        yield return ("throughput.time in s", Seconds(since));
        yield return ("throughput.batches in {batch}", since.Batches);
        yield return ("throughput.steps in {step}", since.Steps);
        yield return ("throughput.samples in {sample}", since.Samples);
        yield return ("throughput.items in {item}", since.Items);
        yield return ("throughput.flops in {FLOP}", FlopsOf(since));
        yield return ("throughput.logs in {log}", 1);
        yield return ("throughput.batch_rate in {batch}/s", PerSecond(Span.Batches));
        yield return ("throughput.sample_rate in {sample}/s", PerSecond(Span.Samples));
        yield return ("throughput.item_rate in {item}/s", PerSecond(Span.Items));
        yield return ("throughput.flop_rate in {FLOP}/s", PerSecond(FlopsOf(Span)));
        yield return ("throughput.model_flops_utilization in 1", Utilization);
        yield return ("throughput.step.duration in s", Seconds(TotalsAt(LastEnd) - TotalsAt(LastEnd - timed)));
        yield return ("throughput.step.duration in s, number", timed);
    }

    /// <summary>The same for totals alone: the content of <see cref="ThroughputMonitor{TBatch}.Save"/>.</summary>
    public static IEnumerable<(string Name, double Right)> Lifetime(MonitorPromise promise, bool isEvaluation, TapedTotals lifetime)
    {
        var truth = new LogTruth(promise, isEvaluation, default, [new TapedEnd(lifetime, [], Happening.None, 0)]);
        return [("saved seconds", Seconds(lifetime)), .. truth.Counts(lifetime).Select(count => ("saved " + count.Name, count.Right))];
    }

    /// <summary>The totals of a run so far, by the names of <see cref="Snapshot"/>.</summary>
    public static IEnumerable<(string Name, double Right)> SoFar(MonitorPromise promise, TapedTotals totals)
    {
        var truth = new LogTruth(promise, isEvaluation: false, default, [new TapedEnd(totals, [], Happening.None, 0)]);
        return [("snapshot seconds", Seconds(totals)), .. truth.KnownCounts(totals).Select(count => ("snapshot " + count.Name, count.Right))];
    }

    private TapedTotals Span => TotalsAt(LastEnd) - TotalsAt(FirstEnd);

    private int LastEnd => window?.End ?? ends.Count;

    private int FirstEnd => LastEnd - WindowSteps;

    private TapedTotals TotalsAt(int end) => end == 0 ? default : ends[end - 1].Totals;

    // An empty batch adds nothing, so what is known of the totals without it is the same.
    private IEnumerable<(string Name, double Right)> KnownCounts(TapedTotals totals) =>
        [
            ("batches", totals.Batches),
            ("steps", totals.Steps),
            ("samples", totals.Samples),
            ("items", HasItems ? totals.Items : double.NaN),
            ("flops", HasFlops ? FlopsOf(totals) : double.NaN),
        ];

    // A lifetime of which something is missing has no items and no FLOPs; its samples are those that are known.
    private IEnumerable<(string Name, double Right)> Counts(TapedTotals totals) =>
        KnownCounts(totals)
            .Select(count => count.Name is "items" or "flops" && Misses(totals) ? (count.Name, double.NaN) : count);

    private bool Misses(TapedTotals totals) => promise.MissesEmptyBatches && totals.EmptyBatches > 0;

    private IEnumerable<(string Name, double Right)> Rates()
    {
        yield return ("batches_per_sec", PerSecond(Span.Batches));
        yield return ("samples_per_sec", Known(Span.Samples));
        if (HasItems)
            yield return ("items_per_sec", Known(Span.Items));
        if (HasFlops)
            yield return ("flops_per_sec", Known(FlopsOf(Span)));

        double Known(double count) => Misses(Span) ? double.NaN : PerSecond(count);
    }

    private double FlopsOf(TapedTotals totals) =>
        promise.Options.FlopsPerBatch is { } flops
            ? totals.Batches * (double)(isEvaluation ? flops.Forward : flops.Forward + flops.Backward)
            : totals.ForwardFlops + (isEvaluation ? 0 : totals.BackwardFlops);

    // None above 1, which is impossible.
    private double Utilization =>
        PerSecond(FlopsOf(Span)) / promise.PeakPerSecond is { } utilization and <= 1 ? utilization : double.NaN;

    // NaN while there is no step in the window.
    private double PerSecond(double count) => WindowSteps == 0 ? double.NaN : count / Seconds(Span);

    /// <summary>The p-quantile of n times is the ⌈p·n⌉-th smallest of them.</summary>
    public static long Quantile(IReadOnlyList<long> ascending, int percent) => ascending[(percent * ascending.Count + 99) / 100 - 1];

    private (double P50, double P95, double Longest) StepTimes()
    {
        if (WindowSteps == 0)
            return (double.NaN, double.NaN, double.NaN);
        long[] times =
        [
            .. Enumerable
                .Range(FirstEnd, WindowSteps)
                .Select(i => ends[i].Totals.Units - (i == 0 ? 0 : ends[i - 1].Totals.Units))
                .Order(),
        ];
        return (Seconds(Quantile(times, 50)), Seconds(Quantile(times, 95)), Seconds(times[^1]));
    }

    private static double Seconds(TapedTotals totals) => Seconds(totals.Units);

    private static double Seconds(long units) => units / (double)VirtualClock.UnitsPerSecond;

    /// <summary>A window.</summary>
    /// <param name="End">Ends of cycles until it ends, its own included.</param>
    /// <param name="Steps">Steps in it.</param>
    internal readonly record struct Window(int End, int Steps);
}
