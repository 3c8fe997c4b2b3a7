namespace ThroughputBench.Training.Cuda;

/// <summary>
/// Which ends of cycles get an event, so that a log can tell of a recent end and of the window that ends there. Between logs that is at
/// most five ends, however far
/// apart the logs are.
/// </summary>
/// <remarks>
/// <para>The device cannot have passed the end that a log follows: its event was placed a moment ago. So while the device keeps up, a log
/// tells of one end only, a quarter of
/// the interval before its own, and only that end and the one W steps before it get an event.</para>
/// <para>If a log finds that the device had not come that far, the device is behind, and the events cost no training time. From then on
/// each quarter of the interval
/// has an end to tell of. Only one of them has its event W steps before; the windows of the others begin at the next end that has one. If W
/// is shorter than a quarter
/// they would be empty: then there are two ends to tell of, half an interval apart, each with its event W steps before.</para>
/// </remarks>
/// <param name="windowSteps">W: the window's width in optimizer steps.</param>
/// <param name="warmupSteps">Optimizer steps before the window opens.</param>
internal sealed class EventPlan(long windowSteps, long warmupSteps)
{
    private bool _isBehind = true;

    /// <summary>The stage begins; nothing is known of the device yet.</summary>
    public void Start() => _isBehind = true;

    /// <summary>A log told of an end of a cycle.</summary>
    /// <param name="lag">By how many steps that end is older than the log's own.</param>
    /// <param name="next">Where the log stands.</param>
    public void Log(long lag, in NextLog next) => _isBehind = lag > Quarter(next);

    /// <summary>
    /// What an end of a cycle gets an event for: an end to tell of, or only the beginning of a later window. <see langword="null"/> if it
    /// gets none.
    /// </summary>
    /// <param name="next">Where the next log is.</param>
    /// <param name="steps">Optimizer steps at this end.</param>
    /// <param name="latest">Optimizer steps at the latest end that has an event, or 0 at the stage's beginning.</param>
    /// <param name="latestToTell">The same of the latest end to tell of.</param>
    public StreamMarkKind? KindOf(in NextLog next, long steps, long latest, long latestToTell)
    {
        long quarter = Quarter(next),
            point = quarter % next.Apart,
            second = quarter + next.Apart / 2;
        bool areWindowsWide = windowSteps >= quarter;
        if (next.Away == point || (_isBehind && (areWindowsWide ? next.Away % quarter == 0 : next.Away == second)))
            return StreamMarkKind.CycleEnd;

        // The log came sooner than it was foreseen: cycles were short, or their length changed.
        if (next.IsHere && steps - latestToTell > quarter)
            return StreamMarkKind.CycleEnd;
        bool begins = Begins(point, next) || (_isBehind && !areWindowsWide && Begins(second, next));

        // For the same reasons a window may not have begun where it should have: then it begins one end before its own, at the latest.
        bool isLastToBegin = next.Away == point + 1 && steps + 1 - latest > windowSteps;
        return begins || isLastToBegin || steps == warmupSteps ? StreamMarkKind.WindowBegin : null;
    }

    // A quarter of the interval in whole steps, rounded up.
    private static long Quarter(in NextLog next) => (next.Apart + 3) / 4;

    /// <summary>Whether a window begins here that ends so many ends of cycles before the next log or one after it.</summary>
    private bool Begins(long before, in NextLog next)
    {
        long beyond = windowSteps + before - next.Away;
        return beyond >= 0 && beyond % next.Apart == 0;
    }
}
