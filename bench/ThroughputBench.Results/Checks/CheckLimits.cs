namespace ThroughputBench.Checks;

/// <summary>The limits of a check; both are fractions of a step.</summary>
/// <param name="Budget">The largest overhead that the monitor may have.</param>
/// <param name="Tolerance">How much more expensive than in the baseline it may be: a smaller difference is called no worse.</param>
internal sealed record CheckLimits(double Budget = CheckLimits.DefaultBudget, double Tolerance = CheckLimits.DefaultTolerance)
{
    /// <summary>0.5 % of a step.</summary>
    public const double DefaultBudget = 0.005;

    /// <summary>
    /// A direct cost that is higher by more than this, and by more than <see cref="HookShare"/> of what it was, is worse: a tenth of a
    /// percent of a step.
    /// </summary>
    private const double HookTolerance = 0.001;

    /// <summary>By what share the same hook differs from one hour of a machine to another: it waits for memory.</summary>
    private const double HookShare = 0.25;

    /// <summary>
    /// How much higher than in the baseline a direct cost may be, as a share of a step; never above <see cref="Tolerance"/>.
    /// </summary>
    /// <param name="before">What it was in the baseline.</param>
    public double ToleranceOfHooks(double before) => Math.Min(Tolerance, Math.Max(HookTolerance, HookShare * before));

    /// <summary>
    /// 0.25 % of a step: half of the default budget. It must be well above the difference between two launches of the same code that only
    /// their addresses cause; that difference is larger than the interval of either covers.
    /// </summary>
    public const double DefaultTolerance = 0.0025;
}
