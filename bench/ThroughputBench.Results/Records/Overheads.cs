using MathNet.Numerics.Statistics;
using ThroughputBench.Statistics;

namespace ThroughputBench.Records;

/// <summary>From raw blocks to what is recorded of whole steps.</summary>
internal static class Overheads
{
    /// <summary>The figures from which an interval follows.</summary>
    /// <param name="launches">The raw blocks; at least one launch.</param>
    public static SeriesReading Read(IReadOnlyList<RecordedLaunch> launches) =>
        PairedSeries.Of(launches.Select(launch => launch.ToSeries())).Read();

    /// <summary>What the monitor costs, by whole steps.</summary>
    /// <param name="launches">The raw blocks; at least one launch.</param>
    /// <param name="reading">The figures from them.</param>
    /// <returns>The record; <see langword="null"/> if the blocks give no interval.</returns>
    public static OverheadRecord? Of(IReadOnlyList<RecordedLaunch> launches, SeriesReading reading)
    {
        RatioEstimate estimate = reading.Estimate();
        return !estimate.HasInterval
            ? null
            : new()
            {
                Estimate = estimate.Overhead,
                Lower = estimate.Lower,
                Upper = estimate.Upper,
                Confidence = estimate.Confidence,
                DegreesOfFreedom = FiniteOrNull(estimate.DegreesOfFreedom),
                EffectiveUnits = FiniteOrNull(estimate.EffectiveUnits),
                MeanOverhead = Mean(launches),
                Pairs = launches.Sum(launch => launch.Pairs),
                NanosecondsPerBatch = estimate.Overhead * BatchNanoseconds(launches, reading),
                StoppedBy = launches[^1].StoppedBy,
            };
    }

    /// <summary>
    /// Time of one micro-batch of the control with its share of the optimizer step while nothing disturbs it, in nanoseconds: the median
    /// over all pairs, each with its launch's time.
    /// </summary>
    /// <param name="launches">The raw blocks; at least one launch.</param>
    /// <param name="reading">The figures from them.</param>
    public static double BatchNanoseconds(IReadOnlyList<RecordedLaunch> launches, SeriesReading reading) =>
        launches
            .SelectMany(
                (launch, i) =>
                    Enumerable.Repeat(
                        reading.UndisturbedControlTicks(i) * 1e9 / launch.TicksPerSecond / launch.OperationsPerRepetition,
                        launch.Pairs
                    )
            )
            .Median();

    /// <summary>None instead of an infinity, which JSON does not have.</summary>
    public static double? FiniteOrNull(double value) => double.IsFinite(value) ? value : null;

    /// <summary>
    /// Total time of the candidate / total time of the control − 1: a mean that hides no rare cost and no disturbance; <see
    /// langword="null"/> if nothing was measured.
    /// </summary>
    private static double? Mean(IReadOnlyList<RecordedLaunch> launches)
    {
        double control = launches.Sum(launch => launch.ControlTicks.Sum() / (double)launch.TicksPerSecond);
        return control > 0
            ? launches.Sum(launch => launch.CandidateTicks.Sum() / (double)launch.TicksPerSecond) / control - 1
            : null;
    }
}
