namespace ThroughputBench.Statistics;

/// <summary>
/// What a run measures if there is no effect: the control paired with itself. A smaller effect than this gets no verdict.
/// </summary>
public sealed record NoiseFloor
{
    /// <summary>Reads the floor from an A/A control.</summary>
    /// <param name="control">The estimate of the control against itself.</param>
    public NoiseFloor(RatioEstimate control)
    {
        ArgumentNullException.ThrowIfNull(control);
        Control = control;
    }

    /// <summary>The estimate of the control against itself.</summary>
    public RatioEstimate Control { get; }

    /// <summary>
    /// The largest difference between two identical sides that the control leaves possible, a fraction: the interval's end that is farther
    /// from zero, so that a biased harness counts as much as a noisy one. +∞ if the control has no interval.
    /// </summary>
    public double Reach => Control.HasInterval ? Math.Max(Math.Abs(Control.Lower), Math.Abs(Control.Upper)) : double.PositiveInfinity;

    /// <summary>Whether the floor lies low enough for verdicts against a budget.</summary>
    /// <param name="budget">The budget, a fraction.</param>
    public bool Allows(double budget) => Reach <= budget;
}
