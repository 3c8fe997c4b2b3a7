namespace ThroughputBench.Checks;

/// <summary>What a check holds a run against; both are fractions of a step.</summary>
/// <param name="Budget">The overhead that the monitor may have.</param>
/// <param name="Tolerance">How much dearer than in the baseline it may be: what differs by less is called no worse.</param>
internal sealed record CheckLimits(double Budget = CheckLimits.DefaultBudget, double Tolerance = CheckLimits.DefaultTolerance)
{
    /// <summary>0.5 % of a step.</summary>
    public const double DefaultBudget = 0.005;

    /// <summary>
    /// 0.25 % of a step: half of the default budget. It must be well above what two launches of the same thing differ by for no reason but the
    /// addresses that they were dealt, which is more than the interval of either knows of.
    /// </summary>
    public const double DefaultTolerance = 0.0025;
}
