using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>From records back to statistics: a stored estimate gives the same verdicts as when it was measured.</summary>
internal static class RecordedEstimates
{
    /// <summary>A cell's overhead.</summary>
    public static RatioEstimate ToEstimate(this OverheadRecord record) =>
        new()
        {
            Overhead = record.Estimate,
            Lower = record.Lower,
            Upper = record.Upper,
            Confidence = record.Confidence,
            DegreesOfFreedom = record.DegreesOfFreedom ?? double.PositiveInfinity,
            EffectiveUnits = record.EffectiveUnits ?? double.PositiveInfinity,
            Pairs = record.Pairs,
        };

    /// <summary>A cell's direct cost, as a share of its step.</summary>
    public static RatioEstimate ToEstimate(this DirectCostRecord record) =>
        new()
        {
            Overhead = record.Share,
            Lower = record.ShareLower,
            Upper = record.ShareUpper,
            Confidence = record.Confidence,
            DegreesOfFreedom = record.DegreesOfFreedom,
            Pairs = record.Hooks,
        };

    /// <summary>A run's A/A control.</summary>
    public static NoiseFloor ToNoiseFloor(this NoiseFloorRecord record) =>
        new(
            new RatioEstimate
            {
                Overhead = record.Estimate,
                Lower = record.Lower,
                Upper = record.Upper,
                Confidence = record.Confidence,
                DegreesOfFreedom = record.DegreesOfFreedom ?? double.PositiveInfinity,
                Pairs = record.Pairs,
            }
        );
}
