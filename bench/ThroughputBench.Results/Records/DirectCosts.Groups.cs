using MathNet.Numerics.LinearRegression;
using ThroughputBench.Statistics;

namespace ThroughputBench.Records;

// What the cells of a group say of one another.
internal static partial class DirectCosts
{
    /// <summary>
    /// The records whose direct cost can be said better now that other cells of their group are measured: all cells of a device, workload
    /// and timing run the same hooks, each in launches of its own, and show what launches of one machine differ by.
    /// </summary>
    /// <param name="cells">A run's records.</param>
    /// <returns>The records that change, in their order.</returns>
    public static IReadOnlyList<CellRecord> Completed(IEnumerable<CellRecord> cells)
    {
        var changed = new List<CellRecord>();
        foreach (CellRecord[] members in Groups(cells))
        {
            if (members.Length < 2)
                continue; // Its record says already what is known of launches in general.
            SectionCost[] widened = Widened(members);
            for (int i = 0; i < members.Length; i++)
            {
                DirectCostRecord before = members[i].DirectCost!,
                    known = Known(before, widened[i]);
                if (known != before)
                    changed.Add(members[i] with { DirectCost = known });
            }
        }
        return changed;
    }

    /// <summary>
    /// The records whose direct cost is above a limit, each with the interval that it has if the question is whether it is: see
    /// <see cref="LaunchSpread.Widen"/>.
    /// </summary>
    /// <param name="cells">A run's records.</param>
    /// <param name="limit">The limit of a cell, as a share of a step, if it has one.</param>
    public static IEnumerable<CellRecord> AboveLimit(IEnumerable<CellRecord> cells, Func<CellRecord, double?> limit)
    {
        foreach (CellRecord[] members in Groups(cells))
        {
            double?[] limits =
            [
                .. members.Select(cell =>
                    limit(cell) is { } share && share > 0 && cell.DirectCost!.Share > share ? share : (double?)null
                ),
            ];
            if (limits.All(share => share is null))
                continue;
            SectionCost[] usual = Widened(members),
                atLimit = Widened(members, limits);
            for (int i = 0; i < members.Length; i++)
            {
                DirectCostRecord before = members[i].DirectCost!;
                double narrower = HalfWidth(atLimit[i]) / HalfWidth(usual[i]);
                if (limits[i] is null || !(narrower < 1))
                    continue;
                yield return members[i] with
                {
                    DirectCost = before with
                    {
                        ShareLower = before.Share - narrower * (before.Share - before.ShareLower),
                        ShareUpper = before.Share + narrower * (before.ShareUpper - before.Share),
                        DegreesOfFreedom = Math.Min(before.DegreesOfFreedom, atLimit[i].DegreesOfFreedom),
                    },
                };
            }
        }

        static double HalfWidth(SectionCost cost)
        {
            (double lower, double upper) = cost.Interval();
            return (upper - lower) / 2;
        }
    }

    /// <summary>The records of the same hooks in the same steps.</summary>
    private static IEnumerable<CellRecord[]> Groups(IEnumerable<CellRecord> cells) =>
        cells
            .Where(cell => cell is { DirectCost: not null, StepNanoseconds: not null })
            .GroupBy(cell =>
                (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape, cell.Timing, cell.Place, cell.DirectCost!.Processes > 1)
            )
            .Select(group => group.ToArray());

    /// <summary>The direct costs of a group, with what its launches differ by in their errors.</summary>
    /// <param name="members">The group.</param>
    /// <param name="limits">For each the share of a step that it is tested against, if it is.</param>
    private static SectionCost[] Widened(CellRecord[] members, double?[]? limits = null)
    {
        double[] speeds = SpeedsOf(members);
        IReadOnlyList<SectionCost> widened = LaunchSpread.Widen(
            [
                .. members.Select(
                    (cell, i) =>
                        new SectionCell(
                            Times(OwnOf(cell), speeds[i]),
                            cell.DirectCost!.Launches,
                            LogsPerBatch(cell),
                            cell.DirectCost.Processes ?? 1,
                            1.0 / cell.Accumulate
                        )
                ),
            ],
            [.. members.Select((cell, i) => speeds[i] * cell.DirectCost!.BatchNanoseconds * limits?[i] ?? double.PositiveInfinity)]
        );
        return
        [
            .. members.Select(
                (cell, i) => Times(widened[i], 1 / speeds[i]) with { Nanoseconds = cell.DirectCost!.NanosecondsPerBatch }
            ),
        ];
    }

    /// <summary>
    /// How fast the machine was in each cell, against what is usual: a machine that is slow for a while slows hooks and micro-batches alike.
    /// A micro-batch with its part of the optimizer step usually takes a + b/A, by least squares over the cells. The median of the cells
    /// with the same A would be as slow as they were, since they are measured one after the other.
    /// </summary>
    private static double[] SpeedsOf(IReadOnlyList<CellRecord> cells)
    {
        double[] steps = [.. cells.Select(cell => 1.0 / cell.Accumulate)],
            batches = [.. cells.Select(cell => cell.DirectCost!.BatchNanoseconds)];
        (double a, double b) = steps.Distinct().Count() > 1 ? SimpleRegression.Fit(steps, batches) : (batches.Average(), 0);
        return [.. steps.Zip(batches, (step, batch) => (a + b * step) / batch)];
    }
}
