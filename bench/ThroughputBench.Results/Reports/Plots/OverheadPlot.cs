using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>Overhead of each cell with its interval, the noise floor and the budget.</summary>
internal static class OverheadPlot
{
    private const double RowHeight = 21,
        HeightBesideRows = 56;

    /// <summary>Draws the measured cells of a table; <see langword="null"/> if there are none.</summary>
    public static Plot? Of(CellTable table, string name)
    {
        CellRecord[] cells = [.. table.Cells.Where(cell => cell.Overhead is not null)];
        if (cells.Length == 0)
            return null;
        NoiseFloorRecord[] floors = [.. cells.Select(cell => cell.NoiseFloor).OfType<NoiseFloorRecord>()];
        const double Budget = Findings.DefaultBudget * 100;
        double least = Percent([0, .. cells.Select(cell => cell.Overhead!.Lower), .. floors.Select(floor => floor.Lower)], Enumerable.Min);
        double most = Percent(
            [Findings.DefaultBudget, .. cells.Select(cell => cell.Overhead!.Upper), .. floors.Select(floor => floor.Upper)],
            Enumerable.Max
        );
        double margin = (most - least) * 0.03;

        PlotModel model = PlotModels.Empty();
        model.Axes.Add(PlotModels.Values<LinearAxis>(AxisPosition.Bottom, "Overhead [% of a step]", least - margin, most + margin));
        PlotModels.AddRows(model, [.. cells.Select(PlotModels.Label)]);
        if (floors.Length > 0)
        {
            model.Annotations.Add(
                new RectangleAnnotation
                {
                    MinimumX = Percent(floors.Select(floor => floor.Lower), Enumerable.Min),
                    MaximumX = Percent(floors.Select(floor => floor.Upper), Enumerable.Max),
                    MinimumY = 0.4 - cells.Length,
                    MaximumY = 0.6,
                    Fill = PlotColours.Band,
                    Stroke = OxyColors.Undefined,
                    Layer = AnnotationLayer.BelowAxes,
                }
            );
        }
        model.Annotations.Add(PlotModels.VerticalLine(0, PlotColours.Muted, LineStyle.Solid));
        model.Annotations.Add(PlotModels.VerticalLine(Budget, PlotColours.Warn, LineStyle.Dash));
        Add(model, cells, PlotColours.Main, overhead => overhead.Upper <= Findings.DefaultBudget);
        Add(model, cells, PlotColours.Warn, overhead => overhead.Upper > Findings.DefaultBudget);
        return SvgDrawing.Draw(
            model,
            PlotModels.Width,
            HeightBesideRows + RowHeight * cells.Length,
            name,
            Finding(cells),
            $"Dot: estimate; line: its {Figures.Confidence(table.Confidence)} interval; {(floors.Length > 0 ? "grey band: noise floor, in which an effect is indistinguishable from none; " : "")}dashed line: a budget of {Figures.Share(Findings.DefaultBudget)}.",
            [.. Legend(table.Confidence, floors.Length > 0)]
        );
    }

    private static IEnumerable<LegendEntry> Legend(double confidence, bool hasFloor)
    {
        yield return new(LegendMark.Dot, PlotColours.Main, "estimate");
        yield return new(LegendMark.Line, PlotColours.Main, $"{Figures.Confidence(confidence)} interval");
        yield return new(LegendMark.Line, PlotColours.Warn, "reaches above the budget");
        if (hasFloor)
            yield return new(LegendMark.Area, PlotColours.Band, "noise floor");
        yield return new(LegendMark.Dashes, PlotColours.Warn, $"budget, {Figures.Share(Findings.DefaultBudget)}");
    }

    private static void Add(PlotModel model, CellRecord[] cells, OxyColor colour, Func<OverheadRecord, bool> wanted)
    {
        var intervals = new LineSeries { Color = colour, StrokeThickness = 2 };
        var estimates = new ScatterSeries
        {
            MarkerType = MarkerType.Circle,
            MarkerSize = 3.5,
            MarkerFill = colour,
        };
        for (int row = 0; row < cells.Length; row++)
        {
            OverheadRecord overhead = cells[row].Overhead!;
            if (!wanted(overhead))
                continue;
            intervals.Points.AddRange([
                new DataPoint(overhead.Lower * 100, -row),
                new DataPoint(overhead.Upper * 100, -row),
                DataPoint.Undefined,
            ]);
            estimates.Points.Add(new ScatterPoint(overhead.Estimate * 100, -row));
        }
        model.Series.Add(intervals);
        model.Series.Add(estimates);
    }

    private static string Finding(CellRecord[] cells)
    {
        int within = cells.Count(cell => cell.Overhead!.Upper <= Findings.DefaultBudget),
            over = cells.Count(cell => cell.Overhead!.Lower > Findings.DefaultBudget);
        int unsure = cells.Length - within - over;
        string budget = Figures.Share(Findings.DefaultBudget),
            monitor = cells.Any(cell => cell.DirectCost is not null) ? "By whole steps alone the monitor" : "The monitor";
        if (within == cells.Length)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{monitor} costs less than {budget} of a step in {(within == 1 ? "the one measured cell" : $"each of the {within} measured cells")}"
            );
        }

        return string.Create(
                CultureInfo.InvariantCulture,
                $"{monitor} costs less than {budget} of a step in {within} of {cells.Length} measured cells"
            )
            + (over > 0 ? string.Create(CultureInfo.InvariantCulture, $", more in {over}") : "")
            + (unsure > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {unsure} inconclusive, because the interval is too wide") : "");
    }

    private static double Percent(IEnumerable<double> fractions, Func<IEnumerable<double>, double> pick) => pick(fractions) * 100;
}
