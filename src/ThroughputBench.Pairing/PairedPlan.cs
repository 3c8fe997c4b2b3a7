using System.Runtime.CompilerServices;

namespace ThroughputBench.Pairing;

/// <summary>How two sides are measured against each other.</summary>
public sealed record PairedPlan
{
    /// <summary>
    /// How long one side runs before the other takes over. Default: a tenth of a millisecond. Short blocks let drifts (clock speed, other
    /// load) cancel, and most of them escape the interruptions that a shared machine suffers about once per millisecond. Long blocks hide
    /// the cost of the two timestamps. A block is never shorter than one operation. On a virtual machine whose host interrupted a bare loop
    /// for about 75 µs in every millisecond, the middle half of the pair ratios spread over 7% to 14% with blocks of 1 ms, and over 0.05%
    /// with blocks of up to 110 µs.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan BlockDuration
    {
        get;
        init => field = Positive(value);
    } = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// How many times at most a pair repeats its blocks. Default: 15. Interruptions only add time, and hit few blocks. An estimate compares
    /// a block's time, both sides together, with that of other blocks at the same place of the period, and weighs the block by it. There
    /// are fewer repetitions, down to 1, if long periods would leave room for fewer than 150 pairs in <see cref="MaximumTime"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaximumRepetitions
    {
        get;
        init => field = AtLeastOne(value);
    } = 15;

    /// <summary>
    /// After how many operations the work repeats, for instance one log every so many operations. Default: 1. Every pair holds whole
    /// periods, the same number on both sides, and so does each repetition.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int OperationsPerPeriod
    {
        get;
        init => field = AtLeastOne(value);
    } = 1;

    /// <summary>
    /// How long both sides together run unmeasured. Default: one second. It is extended to up to three times this value while the JIT
    /// compiler is still at work. It is extended to up to twice this value until each side ran enough periods to compile what happens once
    /// per period. It never ends before each side ran one period.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan WarmUp
    {
        get;
        init => field = NotNegative(value);
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many times the sides are set up within <see cref="MaximumTime"/>, each time for an equal part of it. Default: once. More than
    /// once takes sides that can be set up again (<see cref="IPairedLayouts"/>). Nothing that a warm-up between two layouts takes is
    /// measured. There are fewer layouts if a period is so long that each would not have two.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Layouts
    {
        get;
        init => field = AtLeastOne(value);
    } = 1;

    /// <summary>How long to measure before the stop rule is first called. Default: zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan MinimumTime
    {
        get;
        init => field = NotNegative(value);
    }

    /// <summary>
    /// How long to measure, after warm-up; at most twice as long if <see cref="MinimumPairs"/> needs it, or three times for two periods.
    /// Default: ten seconds. A period that is expected to exceed it is not begun. If even that is too short, nothing is measured and the
    /// result says <see cref="StoppedBy.Time"/> with no pairs.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan MaximumTime
    {
        get;
        init => field = Positive(value);
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The fewest pairs that make the measurement useful. Default: none. If fewer whole periods fit into <see cref="MaximumTime"/>, each
    /// block is a pair of its own, and all pairs together are still whole periods, two at least. If there are fewer pairs when the time is
    /// over, measuring continues until there are enough, provided that twice as long suffices; if not, it ends with those that there are.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MinimumPairs
    {
        get;
        init => field = NotNegative(value);
    }

    /// <summary>
    /// Says whether the pairs give an interval at all; without it they always count as usable. If they are not usable when <see
    /// cref="MaximumTime"/> is over, measuring continues until they are, for at most <see cref="Patience"/> times as long: on a machine
    /// whose speed varies, a second can be too short for an interval. It is called each time the number of pairs has grown by a quarter.
    /// </summary>
    public StopRule? UsableWhen { get; init; }

    /// <summary>How many times <see cref="MaximumTime"/> to wait at most until the pairs are usable, from 1 to 8. Default: 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Patience
    {
        get;
        init =>
            field = value is >= 1 and <= PairedRun.Patience
                ? value
                : throw new ArgumentOutOfRangeException(
                    nameof(Patience),
                    value,
                    $"{nameof(Patience)} must be a number from 1 to {PairedRun.Patience}."
                );
    } = PairedRun.Patience;

    /// <summary>How many pairs to measure at most. Default: 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaximumPairs
    {
        get;
        init => field = AtLeastOne(value);
    } = 100_000;

    /// <summary>
    /// Says when the pairs are enough; without it, time or the number of pairs ends the measurement. It is called after 16 pairs, and then
    /// each time their number has grown by a quarter. Two reasons: a rule that looks after every pair too often stops when the interval
    /// happens to be narrow, and a rule whose cost grows with the pairs would take more time than the measuring.
    /// </summary>
    public StopRule? StopWhen { get; init; }

    private static TimeSpan Positive(TimeSpan value, [CallerMemberName] string name = "") =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be longer than zero.");

    private static TimeSpan NotNegative(TimeSpan value, [CallerMemberName] string name = "") =>
        value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must not be negative.");

    private static int NotNegative(int value, [CallerMemberName] string name = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must not be negative.");

    private static int AtLeastOne(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
