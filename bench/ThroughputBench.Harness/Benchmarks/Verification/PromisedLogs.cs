using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// The logs that a monitor must write of a run of a stage, and what each must say. What the monitor itself said decides only what it is
/// free to choose: a monitor that tells of few ends of cycles may tell of one that is a little older than the log
/// (<see cref="DeviceTiming.Events"/>), and says of which.
/// </summary>
/// <param name="plan">The training.</param>
/// <param name="monitor">The monitor.</param>
/// <param name="isEvaluation">Whether it is a pass over validation data.</param>
/// <param name="before">What was counted in the runs before.</param>
/// <param name="said">What it said of this run, and perhaps of later ones.</param>
internal sealed class PromisedLogs(
    VerificationPlan plan,
    VerifiedMonitor monitor,
    bool isEvaluation,
    TapedTotals before,
    ReadOnlyMemory<VerifiedMonitor.Said> said
)
{
    /// <summary>The monitor's own interval comes before the trainer's.</summary>
    private readonly LogInterval _logEvery = monitor.Promise.Options.LogEvery ?? plan.LogEvery;

    /// <summary>The logs, in order.</summary>
    /// <param name="ends">Ends of cycles of the run.</param>
    public IEnumerable<Log> Of(IReadOnlyList<TapedEnd> ends)
    {
        int index = 0,
            reported = 0;
        foreach (int position in Due(ends))
        {
            Log log = LogOf(ends, index++, position, reported, isTail: false);
            reported = log.Reported;
            yield return log;
        }

        // Then the rest is waited for. If that is more than the last log reported, one more log comes.
        if (reported < ends.Count)
            yield return LogOf(ends, index, ends.Count, reported, isTail: true);
    }

    /// <summary>
    /// Where a log is due. In training that is each time the count, over the lifetime, has passed a multiple of L; in an evaluation at
    /// every L-th batch of the pass.
    /// </summary>
    private IEnumerable<int> Due(IReadOnlyList<TapedEnd> ends)
    {
        long then = isEvaluation ? 0 : CountOf(before);
        for (int end = 1; end <= ends.Count; end++)
        {
            long now = isEvaluation ? end : CountOf(before + ends[end - 1].Totals);
            if (now / _logEvery.Every > then / _logEvery.Every)
                yield return end;
            then = now;
        }
    }

    private long CountOf(TapedTotals totals) => _logEvery.Unit == LogUnit.Batches ? totals.Batches : totals.Steps;

    private Log LogOf(IReadOnlyList<TapedEnd> ends, int index, int position, int before, bool isTail)
    {
        if (monitor.TellsOfEndBefore && !isTail)
            return new Log(position, position - 1, isTail, Truth(ends, position - 1));
        if (!monitor.TellsOfFewEnds || index >= said.Length)
            return new Log(position, position, isTail, Truth(ends, position));
        ThroughputSnapshot snapshot = said.Span[index].Snapshot;
        int reported = isTail
            ? position
            : (int)
                Math.Clamp(
                    snapshot.Totals.Steps,
                    Math.Max(0, position - (HasShortCycle(ends, position) ? CyclesApart : Quarter)),
                    position
                );
        LogTruth.Window window = isTail ? TailOf(snapshot, ends, before) : WindowOf(snapshot, ends, reported);
        return new Log(position, reported, isTail, Truth(ends, reported, window));
    }

    /// <summary>
    /// How much older than the log the end may be that it tells of: a quarter of the interval in whole steps, rounded up. After a short
    /// cycle, which was not foreseen, it may be an interval.
    /// </summary>
    private int Quarter => (CyclesApart + 3) / 4;

    private int CyclesApart =>
        isEvaluation || _logEvery.Unit == LogUnit.Steps
            ? _logEvery.Every
            : (_logEvery.Every + plan.Accumulate - 1) / plan.Accumulate;

    /// <summary>
    /// The window: W steps, or all that there are. It may be up to a quarter of the interval narrower, or of any width after a short cycle,
    /// which was not foreseen.
    /// </summary>
    private LogTruth.Window WindowOf(in ThroughputSnapshot snapshot, IReadOnlyList<TapedEnd> ends, int reported)
    {
        int most = Truth(ends, reported).WindowSteps,
            least = HasShortCycle(ends, reported) ? 1 : most - Quarter + 1;
        return new LogTruth.Window(reported, (int)Math.Clamp(snapshot.Rates?.Steps ?? 0, Math.Min(most, Math.Max(1, least)), most));
    }

    /// <summary>
    /// The window after all was waited for, which was not foreseen either: up to an interval narrower. If W is less than an interval, it
    /// may have no event to begin at; then it is the latest that has, or none.
    /// </summary>
    private LogTruth.Window TailOf(in ThroughputSnapshot snapshot, IReadOnlyList<TapedEnd> ends, int before)
    {
        int all = Truth(ends, ends.Count).WindowSteps,
            least = Math.Max(1, monitor.Promise.WindowSteps - CyclesApart + 1);
        bool mayBeOlder = monitor.Promise.WindowSteps < CyclesApart;
        if (snapshot.Rates is not { } rates)
            return new LogTruth.Window(ends.Count, mayBeOlder ? 0 : all);
        for (int end = ends.Count; end >= (mayBeOlder ? Math.Max(1, before) : ends.Count); end--)
        {
            int most = Truth(ends, end).WindowSteps;
            var window = new LogTruth.Window(end, (int)Math.Clamp(rates.Steps, Math.Min(most, least), most));
            if (Math.Abs(Truth(ends, end, window).WindowSeconds / rates.Seconds - 1) <= FigureComparison.Limit)
                return window;
        }
        return new LogTruth.Window(ends.Count, all);
    }

    /// <summary>Whether a cycle was short since the log before the one that placed the event at which the window begins.</summary>
    private bool HasShortCycle(IReadOnlyList<TapedEnd> ends, int end) =>
        ends.Take(end).TakeLast(monitor.Promise.WindowSteps + 2 * CyclesApart).Any(taped => taped.Happened.HasFlag(Happening.ShortCycle));

    private LogTruth Truth(IReadOnlyList<TapedEnd> ends, int reported, LogTruth.Window? window = null) =>
        new(monitor.Promise, isEvaluation, before, [.. ends.Take(reported)], window)
        {
            IsAnythingKnown = reported > 0 || !monitor.TellsOfEndBefore,
        };

    /// <summary>One log.</summary>
    /// <param name="Position">Ends of cycles until it, its own included.</param>
    /// <param name="Reported">The same of the end that it tells of.</param>
    /// <param name="IsTail">Whether no log was due there, and it comes at the end of training or of the evaluation.</param>
    /// <param name="Truth">What it must say.</param>
    internal sealed record Log(int Position, int Reported, bool IsTail, LogTruth Truth);
}
