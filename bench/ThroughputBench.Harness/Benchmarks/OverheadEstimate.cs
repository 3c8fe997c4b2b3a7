using MathNet.Numerics.Statistics;
using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>From what the paired engine brought back to statistics.</summary>
internal static class OverheadEstimate
{
    /// <summary>The candidate over the control, with its interval.</summary>
    /// <param name="result">At least one launch.</param>
    public static RatioEstimate Of(PairedResult result) =>
        PairedSeries.Of(result.Launches.Select(launch => new PairedSeries(launch.ControlNanoseconds, launch.CandidateNanoseconds))).Estimate();

    /// <summary>All of the candidate over all of the control, − 1: a mean that hides no rare cost and no disturbance; <see langword="null"/> where nothing was measured.</summary>
    public static double? Mean(PairedResult result)
    {
        double control = result.Launches.Sum(launch => launch.TotalControlNanoseconds);
        return control > 0 ? result.Launches.Sum(launch => launch.TotalCandidateNanoseconds) / control - 1 : null;
    }

    /// <summary>The same as a ratio: 1 means equal.</summary>
    public static (double Estimate, double Lower, double Upper) Ratio(PairedResult result)
    {
        RatioEstimate estimate = Of(result);
        return (1 + estimate.Overhead, 1 + estimate.Lower, 1 + estimate.Upper);
    }

    /// <summary>Median time of one micro-batch of the control with its share of the optimizer step, in nanoseconds.</summary>
    public static double ControlBatchNanoseconds(PairedResult result) =>
        result.Launches.SelectMany(launch => launch.ControlNanoseconds.Select(time => time / launch.CyclesPerPair)).Median();
}
