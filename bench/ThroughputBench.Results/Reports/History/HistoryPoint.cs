using MathNet.Numerics.Statistics;
using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports.History;

/// <summary>A run in a series: its figures over all cells of the series.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cells">Cells that were measured.</param>
/// <param name="Overhead">Mean of the cells' overheads with its interval, as a fraction: the cells were measured one after the other, so
/// their errors count as independent. If several machines measured them: see <see cref="BetweenMachines.Mean"/>.</param>
/// <param name="SamplesPerSecond">Median over the cells of what the independent clock measured, with the range of the middle half of the
/// cells; <see langword="null"/> if no rate was measured, or on several machines.</param>
internal sealed record HistoryPoint(PublishedRun Run, int Cells, Range Overhead, Range? SamplesPerSecond)
{
    /// <summary>From the measured cells of a run.</summary>
    public static HistoryPoint Of(PublishedRun run, IReadOnlyList<CellRecord> cells)
    {
        if (cells.Select(cell => cell.Place).Distinct().Skip(1).Any())
        {
            RatioEstimate several = BetweenMachines.Mean(cells.Select(cell => (cell.Place, cell.Overhead!.ToEstimate())));
            return new HistoryPoint(run, cells.Count, new Range(several.Overhead, several.Lower, several.Upper), null);
        }
        OverheadRecord[] overheads = [.. cells.Select(cell => cell.Overhead!)];
        double mean = overheads.Average(overhead => overhead.Estimate);
        double Reach(Func<OverheadRecord, double> reach) =>
            Math.Sqrt(overheads.Sum(overhead => Math.Pow(reach(overhead), 2))) / overheads.Length;
        double[] rates = [.. cells.Select(cell => cell.Agreement?.IndependentSamplesPerSecond).OfType<double>()];
        return new HistoryPoint(
            run,
            cells.Count,
            new Range(
                mean,
                mean - Reach(overhead => overhead.Estimate - overhead.Lower),
                mean + Reach(overhead => overhead.Upper - overhead.Estimate)
            ),
            rates.Length == 0 ? null : new Range(
                    rates.Median(),
                    rates.QuantileCustom(0.25, QuantileDefinition.R7),
                    rates.QuantileCustom(0.75, QuantileDefinition.R7)
                )
        );
    }
}
