using System.Globalization;
using MathNet.Numerics.Statistics;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// The two answers of a run, in a sentence each: what the monitor costs in the smallest and in the largest step, and whether its figures
/// are right.
/// </summary>
internal static class Headline
{
    /// <summary>What the monitor costs; <see langword="null"/> if no cell was measured.</summary>
    /// <param name="cells">The run's records.</param>
    public static string? Cost(IEnumerable<CellRecord> cells)
    {
        Step[] steps =
        [
            .. cells
                .Where(cell => cell is { Overhead: not null, StepNanoseconds: not null })
                .GroupBy(cell => (cell.Device, cell.Workload, cell.BatchSize, cell.Cell.Shape, cell.Timing))
                .Select(group => new Step([.. group]))
                .OrderBy(step => step.BatchNanoseconds),
        ];
        return steps switch
        {
            [] => null,
            [var only] => $"The monitor costs {only.Words()}.",
            [var smallest, .., var largest] =>
                $"In the smallest step the monitor costs {smallest.Words()}. In the largest it costs {largest.Words()}.",
        };
    }

    /// <summary>Whether reported rates are right; <see langword="null"/> if none was compared.</summary>
    /// <param name="cells">The run's records.</param>
    public static string? Truth(IEnumerable<CellRecord> cells)
    {
        AgreementRecord[] agreements = [.. cells.Select(cell => cell.Agreement).OfType<AgreementRecord>()];
        if (agreements.Length == 0)
            return null;
        string errors =
            $"over whole runs they differ from an independent clock's by at most {Figures.Share(agreements.Max(agreement => Math.Abs(agreement.RunError)))}, "
            + $"and 95 of 100 logs by at most {Figures.Share(agreements.Max(agreement => agreement.P95Error))}.";
        int wrong = agreements.Count(agreement => !agreement.Agrees);
        return wrong == 0
            ? $"Its samples/s are right: {errors}"
            : $"Its samples/s are WRONG in {wrong} of {Figures.Count(agreements.Length, "cell")}: {errors}";
    }

    /// <summary>All measured cells of one step: a workload of one size, on one device, timed in one way.</summary>
    private sealed class Step(CellRecord[] cells)
    {
        public double BatchNanoseconds { get; } = cells.Select(cell => cell.StepNanoseconds!.Value / cell.Accumulate).Median();

        public string Words()
        {
            double share = cells.Select(cell => cell.Overhead!.Estimate).Median();
            string where =
                $"{cells[0].Workload} on {cells[0].Device}{(cells[0].Timing is { } timing ? $" with {Grid.TimingNames.Name(timing)}" : "")}, {Figures.Time(BatchNanoseconds)} per micro-batch";
            string spread = string.Create(
                CultureInfo.InvariantCulture,
                $"{(cells.Length == 1 ? "" : $"median of {cells.Length} cells; ")}{Figures.Confidence(cells[0].Overhead!.Confidence)} intervals from {Figures.Signed(cells.Min(cell => cell.Overhead!.Lower))} to {Figures.Signed(cells.Max(cell => cell.Overhead!.Upper))}"
            );
            return $"{Figures.Signed(share)} of it, {Figures.Time(share * BatchNanoseconds)} ({where}; {spread})";
        }
    }
}
