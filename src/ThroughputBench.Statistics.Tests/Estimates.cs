using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics.Tests;

/// <summary>Estimates as they come back from a file.</summary>
internal static class Estimates
{
    public static RatioEstimate Unknown => RatioEstimate.WithoutInterval(0.004, 0.95, 10, Doubt.TooFewPairs);

    public static RatioEstimate Between(double lower, double upper) =>
        new()
        {
            Overhead = Math.Sqrt((1 + lower) * (1 + upper)) - 1,
            Lower = lower,
            Upper = upper,
            Confidence = 0.95,
            Pairs = 1000,
        };

    /// <summary>An estimate for which the chance of being this high at an overhead of 0 is the one given.</summary>
    public static RatioEstimate WithPValue(double p) =>
        RatioEstimate.FromLog(-Normal.InvCDF(0, 1, p) * 0.001, 0.001, double.PositiveInfinity, 0.95) with
        {
            Pairs = 1000,
        };
}
