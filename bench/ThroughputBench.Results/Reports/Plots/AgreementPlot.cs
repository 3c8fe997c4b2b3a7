using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>The distribution of the agreement's error in each cell: median, 95th percentile and worst log, on a logarithmic axis.</summary>
internal static class AgreementPlot
{
    private const double RowHeight = 21,
        HeightBesideRows = 56;

    /// <summary>Smaller values are drawn here, because a logarithmic axis has no 0. In percent.</summary>
    private const double Least = 1e-4;

    /// <summary>Draws the cells of a table that have an agreement; <see langword="null"/> if there are none.</summary>
    public static Plot? Of(CellTable table, string name)
    {
        CellRecord[] cells = [.. table.Cells.Where(cell => cell.Agreement is not null)];
        if (cells.Length == 0)
            return null;
        double most = Math.Max(1, cells.Max(cell => cell.Agreement!.WorstError) * 100);
        PlotModel model = PlotModels.Empty();
        LogarithmicAxis axis = PlotModels.Values<LogarithmicAxis>(
            AxisPosition.Bottom,
            "|reported / independent − 1| [%]",
            Least / 1.5,
            most * 1.5
        );
        axis.LabelFormatter = PlotModels.PlainNumber;
        model.Axes.Add(axis);
        PlotModels.AddRows(model, [.. cells.Select(PlotModels.Label)]);
        var spans = new LineSeries { Color = PlotColours.Soft, StrokeThickness = 2 };
        ScatterSeries medians = Marks(MarkerType.Circle, PlotColours.Main),
            p95s = Marks(MarkerType.Square, PlotColours.Main),
            worsts = Marks(MarkerType.Diamond, PlotColours.Warn);
        for (int row = 0; row < cells.Length; row++)
        {
            AgreementRecord agreement = cells[row].Agreement!;
            double median = At(agreement.MedianError),
                p95 = At(agreement.P95Error),
                worst = At(agreement.WorstError);
            spans.Points.AddRange([new DataPoint(median, -row), new DataPoint(worst, -row), DataPoint.Undefined]);
            medians.Points.Add(new ScatterPoint(median, -row));
            p95s.Points.Add(new ScatterPoint(p95, -row));
            worsts.Points.Add(new ScatterPoint(worst, -row));
        }
        foreach (Series series in (Series[])[spans, medians, p95s, worsts])
            model.Series.Add(series);
        return SvgDrawing.Draw(
            model,
            PlotModels.Width,
            HeightBesideRows + RowHeight * cells.Length,
            name,
            $"In every cell 95% of the logged rates are within {Figures.Share(cells.Max(cell => cell.Agreement!.P95Error))} of the "
                + $"independent clock; the worst single log is off by {Figures.Share(cells.Max(cell => cell.Agreement!.WorstError))}",
            "Circle: median of the error over all logs of the cell; square: 95th percentile; diamond: worst log. The axis is "
                + $"logarithmic, and begins at {Figures.Share(Least / 100)}: smaller errors are drawn there.",
            new LegendEntry(LegendMark.Dot, PlotColours.Main, "median"),
            new LegendEntry(LegendMark.Square, PlotColours.Main, "95th percentile"),
            new LegendEntry(LegendMark.Diamond, PlotColours.Warn, "worst log")
        );
    }

    private static double At(double error) => Math.Max(Least, error * 100);

    private static ScatterSeries Marks(MarkerType type, OxyColor colour) =>
        new()
        {
            MarkerType = type,
            MarkerSize = 3.5,
            MarkerFill = colour,
        };
}
