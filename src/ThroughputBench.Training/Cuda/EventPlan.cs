namespace ThroughputBench.Training.Cuda;

/// <summary>
/// Which ends of cycles get an event, so that a log can tell of a recent end and of the window that ends there. Between logs that is at
/// most five ends, however far apart the logs are.
/// </summary>
/// <remarks>
/// <para>The device cannot have passed the end that a log follows: its event was placed a moment ago. So while the device keeps up, a log
/// tells of one end only, a quarter of the interval before its own, and only that end and the one W steps before it get an event.</para>
/// <para>If a log finds that the device had not come that far, the device is behind, and the events cost no training time. From then on
/// each quarter of the interval has an end to tell of. Only one of them has its event W steps before; the windows of the others begin at
/// the next end that has one. If W is shorter than a quarter they would be empty: then there are two ends to tell of, half an interval
/// apart, each with its event W steps before.</para>
/// </remarks>
/// <param name="windowSteps">W: the window's width in optimizer steps.</param>
/// <param name="warmupSteps">Optimizer steps before the window opens.</param>
internal sealed class EventPlan(long windowSteps, long warmupSteps)
{
    private bool _isBehind = true;

    /// <summary>The stage begins; nothing is known of the device yet.</summary>
    public void Start() => _isBehind = true;

    /// <summary>A log reported an end of a cycle.</summary>
    /// <param name="lag">By how many steps that end is older than the log's own.</param>
    /// <param name="next">Where the log stands.</param>
    public void Log(long lag, in NextLog next) => _isBehind = lag > Quarter(next.Apart);

    /// <summary>Whether the device had not come to the end that a log would have reported.</summary>
    public bool IsBehind => _isBehind;

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
        StreamMarkKind? foreseen = KindOf(next.Away, next.Apart);
        if (foreseen == StreamMarkKind.CycleEnd)
            return foreseen;

        // The log came sooner than it was foreseen: cycles were short, or their length changed.
        if (next.IsHere && steps - latestToTell > Quarter(next.Apart))
            return StreamMarkKind.CycleEnd;
        return foreseen
            ?? (IsLastToBegin(next.Away, next.Apart, steps, latest) || steps == warmupSteps ? StreamMarkKind.WindowBegin : null);
    }

    /// <summary>The same, for an end that can be foreseen: the warm-up is over, and every cycle is whole.</summary>
    /// <param name="away">Ends of cycles from this one until the next log.</param>
    /// <param name="apart">Ends of cycles between two logs.</param>
    public StreamMarkKind? KindOf(long away, long apart)
    {
        long quarter = Quarter(apart),
            point = quarter % apart,
            second = quarter + apart / 2;
        bool areWindowsWide = windowSteps >= quarter;
        if (away == point || (_isBehind && (areWindowsWide ? away % quarter == 0 : away == second)))
            return StreamMarkKind.CycleEnd;
        return Begins(point, away, apart) || (_isBehind && !areWindowsWide && Begins(second, away, apart))
            ? StreamMarkKind.WindowBegin
            : null;
    }

    /// <summary>
    /// Whether the window of the next end to tell of begins here because it did not begin earlier, for the same reasons: it then
    /// begins one end before its own, at the latest.
    /// </summary>
    public bool IsLastToBegin(long away, long apart, long steps, long latest) =>
        away == Quarter(apart) % apart + 1 && steps + 1 - latest > windowSteps;

    /// <summary>
    /// The next end of a cycle that may get an event, or is followed by a log, while every cycle is whole and the warm-up is over:
    /// nothing has to be asked about the ends before it.
    /// </summary>
    /// <param name="away">Ends of cycles from this one until the next log; at least 1.</param>
    /// <param name="apart">Ends of cycles between two logs.</param>
    /// <returns>Ends of cycles from that one until the log; from 0 to <paramref name="away"/> − 1.</returns>
    public long NeededBefore(long away, long apart)
    {
        long quarter = Quarter(apart),
            point = quarter % apart,
            second = quarter + apart / 2;
        long needed = Math.Max(Earlier(point), Math.Max(Earlier(point + 1), BeginBefore(point)));
        if (!_isBehind)
            return needed;
        return windowSteps >= quarter
            ? Math.Max(needed, (away - 1) / quarter * quarter)
            : Math.Max(needed, Math.Max(Earlier(second), BeginBefore(second)));

        long Earlier(long end) => end < away ? end : 0;

        // The first end after this one at which a window begins that ends so many ends before a log.
        long BeginBefore(long end)
        {
            long begin = windowSteps + end;
            if (begin >= away)
                begin -= (begin - away) / apart * apart + apart;
            return Math.Max(0, begin);
        }
    }

    // A quarter of the interval in whole steps, rounded up.
    private static long Quarter(long apart) => (apart + 3) / 4;

    /// <summary>Whether a window begins here that ends so many ends of cycles before the next log or one after it.</summary>
    private bool Begins(long before, long away, long apart)
    {
        long beyond = windowSteps + before - away;
        return beyond >= 0 && beyond % apart == 0;
    }
}
