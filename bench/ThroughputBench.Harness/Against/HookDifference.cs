using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>What the monitor's hook takes more today than with another commit, timed from inside the step.</summary>
/// <param name="Own">Per micro-batch, without the slowest fiftieth, with the error that loads of both builds show.</param>
/// <param name="OldNanoseconds">What the other commit's hook takes, with the probes' own time.</param>
/// <param name="BatchNanoseconds">A micro-batch in the same blocks.</param>
/// <param name="Loads">How many times both builds were loaded.</param>
/// <param name="Hooks">Hooks of each side that were timed.</param>
internal sealed record HookDifference(SectionCost Own, double OldNanoseconds, double BatchNanoseconds, int Loads, int Hooks)
{
    /// <summary>
    /// More than this is worse. What two loads of the same code differ by averages out to some 10 ns, so that 60 ns more are found.
    /// </summary>
    private const double ToleratedNanoseconds = 25;

    /// <summary>The same as a share of the hook's time: a hook that waits for memory takes microseconds, and varies with them.</summary>
    private const double ToleratedShare = 0.1;

    /// <summary>How much more a hook may take and not be worse, in nanoseconds per micro-batch.</summary>
    public double ToleranceNanoseconds => Math.Max(ToleratedNanoseconds, ToleratedShare * OldNanoseconds);

    /// <summary>The same as a share of a step.</summary>
    public double Tolerance => ToleranceNanoseconds / BatchNanoseconds;

    /// <summary>Lower end of the 95 % interval.</summary>
    public double Lower => Own.Interval().Lower;

    /// <summary>Upper end of it.</summary>
    public double Upper => Own.Interval().Upper;

    /// <summary>Reads it from the difference of both sides' hooks, as <see cref="DirectCosts"/> makes it.</summary>
    /// <param name="direct">New less old, or <see langword="null"/>.</param>
    public static HookDifference? From(DirectCostRecord? direct) =>
        direct is null
            ? null
            : new(
                new(direct.NanosecondsPerBatch, direct.OwnStandardError, direct.OwnDegreesOfFreedom),
                direct.EmptyHookNanoseconds,
                direct.BatchNanoseconds,
                direct.Launches,
                direct.Hooks
            );

    /// <summary>The differences of several cells: what six loads show of an error is little, and all cells load the same builds.</summary>
    /// <param name="cells">Of one device and workload.</param>
    public static IReadOnlyList<HookDifference> Together(IReadOnlyList<HookDifference> cells) =>
        [
            .. LaunchSpread
                .OfLayouts(
                    [.. cells.Select(cell => new SectionCell(cell.Own, cell.Loads, 1))],
                    [.. cells.Select(cell => Math.Sqrt(2) * cell.OldNanoseconds)]
                )
                .Zip(cells, (own, cell) => cell with { Own = own }),
        ];

    /// <summary>The mean over cells, weighed by their errors.</summary>
    /// <param name="cells">At least one, of one device and workload.</param>
    public static HookDifference Mean(IReadOnlyList<HookDifference> cells)
    {
        double[] weights = [.. cells.Select(cell => 1 / (cell.Own.StandardError * cell.Own.StandardError))];
        double sum = weights.Sum();
        return new(
            new(
                cells.Zip(weights, (cell, weight) => cell.Own.Nanoseconds * weight).Sum() / sum,
                Math.Sqrt(1 / sum),
                cells.Min(cell => cell.Own.DegreesOfFreedom)
            ),
            cells.Zip(weights, (cell, weight) => cell.OldNanoseconds * weight).Sum() / sum,
            cells.Zip(weights, (cell, weight) => cell.BatchNanoseconds * weight).Sum() / sum,
            cells.Sum(cell => cell.Loads),
            cells.Sum(cell => cell.Hooks)
        );
    }

    /// <summary>As a share of a step.</summary>
    public RatioEstimate ToEstimate() =>
        new()
        {
            Overhead = Own.Nanoseconds / BatchNanoseconds,
            Lower = Lower / BatchNanoseconds,
            Upper = Upper / BatchNanoseconds,
            Confidence = RatioEstimate.DefaultConfidence,
            DegreesOfFreedom = Own.DegreesOfFreedom,
            Pairs = Hooks,
        };
}
