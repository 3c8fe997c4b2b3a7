namespace ThroughputBench.Records;

/// <summary>What must hold of a recorded direct cost.</summary>
internal static class DirectCostRules
{
    /// <summary>Thirty years.</summary>
    private const double MostNanoseconds = 1e18;

    /// <summary>Shares are recorded beside the times that they are made from, and rounded apart.</summary>
    private const double Rounding = 1e-9;

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public static string? ObjectionTo(DirectCostRecord direct) =>
        direct.Confidence is not (> 0 and < 1) ? "directCost.confidence is not between 0 and 1"
        : Math.Max(Math.Abs(direct.Lower), Math.Abs(direct.Upper)) > MostNanoseconds ? "directCost is out of range"
        : direct.Lower > direct.Upper ? "directCost.lower is above directCost.upper"
        : direct.Lower == direct.Upper ? "directCost.lower equals directCost.upper, which no measurement gives"
        : direct.NanosecondsPerBatch < direct.Lower || direct.NanosecondsPerBatch > direct.Upper
            ? "directCost.nanosecondsPerBatch is outside its own interval"
        : !AreSharesOfOneStep(direct) ? "directCost.share, shareLower and shareUpper are not its times over one step's"
        : direct.DegreesOfFreedom <= 0 || direct.OwnDegreesOfFreedom <= 0 ? "directCost has degrees of freedom that are not above 0"
        : direct.OwnStandardError <= 0 ? "directCost.ownStandardError is not above 0"
        : direct.Launches < 1 ? "directCost.launches is below 1"
        : direct.Processes < 1 || direct.Processes > direct.Launches ? "directCost.processes is not between 1 and directCost.launches"
        : direct.Hooks < 2 ? "directCost.hooks is below 2"
        : direct.BeyondTrim < 0 || direct.BeyondTrim > direct.Hooks ? "directCost.beyondTrim is not from 0 to directCost.hooks"
        : direct.LongestNanoseconds < 0 || direct.EmptyHookNanoseconds < 0 ? "directCost has a time below 0 that no clock gives"
        : null;

    /// <summary>What is wrong with what an A/A control says of hooks and of its step, or <see langword="null"/>.</summary>
    public static string? ObjectionTo(NoiseFloorRecord floor) =>
        floor.BatchNanoseconds is not (null or > 0 and <= MostNanoseconds) ? "noiseFloor.batchNanoseconds is not a time"
        : floor.Hooks is not { } hooks ? null
        : hooks.Confidence is not (> 0 and < 1) ? "noiseFloor.hooks.confidence is not between 0 and 1"
        : Math.Max(Math.Abs(hooks.Lower), Math.Abs(hooks.Upper)) > MostNanoseconds ? "noiseFloor.hooks is out of range"
        : hooks.NanosecondsPerBatch < hooks.Lower || hooks.NanosecondsPerBatch > hooks.Upper
            ? "noiseFloor.hooks.nanosecondsPerBatch is outside its own interval"
        : hooks.Launches < 1 || hooks.Hooks < 2 ? "noiseFloor.hooks has too few launches or hooks"
        : null;

    private static bool AreSharesOfOneStep(DirectCostRecord direct)
    {
        double step = direct.BatchNanoseconds;
        return step is > 0 and <= MostNanoseconds
            && IsShare(direct.Share, direct.NanosecondsPerBatch)
            && IsShare(direct.ShareLower, direct.Lower)
            && IsShare(direct.ShareUpper, direct.Upper);

        bool IsShare(double share, double nanoseconds) =>
            Math.Abs(share * step - nanoseconds) <= Rounding * Math.Max(1, Math.Abs(direct.Lower) + Math.Abs(direct.Upper));
    }
}
