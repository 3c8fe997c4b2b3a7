namespace ThroughputBench.Monitoring;

/// <summary>How a span of wall-clock time divides among the phases of training. The default value is a span of no time.</summary>
/// <param name="Frequency">Ticks per second.</param>
/// <param name="DataWaitTicks">Ticks spent in <see cref="TimePhase.DataWait"/>.</param>
/// <param name="ForwardBackwardTicks">Ticks spent in <see cref="TimePhase.ForwardBackward"/>.</param>
/// <param name="OptimizerTicks">Ticks spent in <see cref="TimePhase.Optimizer"/>.</param>
/// <param name="ValidationTicks">Ticks spent in <see cref="TimePhase.Validation"/>.</param>
/// <param name="CallbacksTicks">Ticks spent in <see cref="TimePhase.Callbacks"/>.</param>
/// <param name="LoggingTicks">Ticks spent in <see cref="TimePhase.Logging"/>.</param>
/// <param name="OtherTicks">Ticks spent in <see cref="TimePhase.Other"/>.</param>
public readonly record struct TimeBreakdown(
    long Frequency,
    long DataWaitTicks,
    long ForwardBackwardTicks,
    long OptimizerTicks,
    long ValidationTicks,
    long CallbacksTicks,
    long LoggingTicks,
    long OtherTicks
)
{
    /// <summary>The span's length: the sum over all phases.</summary>
    public long TotalTicks =>
        DataWaitTicks + ForwardBackwardTicks + OptimizerTicks + ValidationTicks + CallbacksTicks + LoggingTicks + OtherTicks;

    /// <summary>The span's length in seconds of wall-clock time.</summary>
    public double TotalSeconds => InSeconds(TotalTicks);

    /// <summary>Seconds spent in a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="phase"/> is not a phase.</exception>
    public double Seconds(TimePhase phase) => InSeconds(Ticks(phase));

    /// <summary>The share of the span that was spent in a phase, from 0 to 1; 0 if the span has no length.</summary>
    /// <param name="phase">The phase.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="phase"/> is not a phase.</exception>
    public double Share(TimePhase phase)
    {
        long ticks = Ticks(phase);
        return ticks == 0 ? 0 : (double)ticks / TotalTicks;
    }

    /// <summary>What lies between two readings of one ledger.</summary>
    /// <param name="later">The later reading.</param>
    /// <param name="earlier">The earlier reading; the default value stands for the ledger's opening.</param>
    public static TimeBreakdown operator -(TimeBreakdown later, TimeBreakdown earlier) =>
        new(
            later.Frequency,
            later.DataWaitTicks - earlier.DataWaitTicks,
            later.ForwardBackwardTicks - earlier.ForwardBackwardTicks,
            later.OptimizerTicks - earlier.OptimizerTicks,
            later.ValidationTicks - earlier.ValidationTicks,
            later.CallbacksTicks - earlier.CallbacksTicks,
            later.LoggingTicks - earlier.LoggingTicks,
            later.OtherTicks - earlier.OtherTicks
        );

    /// <summary>The same as the <c>-</c> operator.</summary>
    /// <param name="later">The later reading.</param>
    /// <param name="earlier">The earlier reading.</param>
    public static TimeBreakdown Subtract(TimeBreakdown later, TimeBreakdown earlier) => later - earlier;

    private double InSeconds(long ticks) => ticks == 0 ? 0 : (double)ticks / Frequency;

    private long Ticks(TimePhase phase) =>
        phase switch
        {
            TimePhase.DataWait => DataWaitTicks,
            TimePhase.ForwardBackward => ForwardBackwardTicks,
            TimePhase.Optimizer => OptimizerTicks,
            TimePhase.Validation => ValidationTicks,
            TimePhase.Callbacks => CallbacksTicks,
            TimePhase.Logging => LoggingTicks,
            TimePhase.Other => OtherTicks,
            _ => throw Refusal.OutOfRange(nameof(phase), phase, $"There is no such phase of training."),
        };
}
