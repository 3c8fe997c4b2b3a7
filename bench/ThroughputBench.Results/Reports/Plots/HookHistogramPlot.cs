using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace ThroughputBench.Reports.Plots;

/// <summary>How often a hook took how long: between logs, at logs, and one that does nothing.</summary>
internal static class HookHistogramPlot
{
    private const double Height = 280;

    private const int BinsPerDecade = 10;

    /// <summary>A bin is drawn if it has this share of a kind's hooks.</summary>
    private const double LeastShare = 0.0005;

    /// <summary>Draws.</summary>
    /// <param name="hooks">The hooks of a table's cells.</param>
    /// <param name="name">See <see cref="Plot.Name"/>.</param>
    public static Plot Of(HookHistogram hooks, string name)
    {
        (HookTimes Times, OxyColor Colour, string Words)[] kinds =
        [
            .. ((HookTimes Times, OxyColor Colour, string Words)[])
                [
                    (hooks.Nothing, PlotColours.Muted, "a hook that does nothing"),
                    (hooks.BetweenLogs, PlotColours.Main, "between logs"),
                    (hooks.AtLogs, PlotColours.Warn, "at a log"),
                ],
        ];
        kinds = [.. kinds.Where(kind => kind.Times.Count > 0)];
        (double Nanoseconds, double Share)[][] bins = [.. kinds.Select(kind => kind.Times.Bins(BinsPerDecade).ToArray())];
        int[] drawn =
        [
            .. Enumerable.Range(0, bins[0].Length).Where(i => bins.Any(of => of[i].Share >= LeastShare)),
        ];
        (int first, int last) = (drawn[0], drawn[^1]);
        PlotModel model = PlotModels.Empty();
        LogarithmicAxis x = PlotModels.Values<LogarithmicAxis>(AxisPosition.Bottom, "Time of a hook [ns]", At(first), At(last + 1));
        x.LabelFormatter = PlotModels.PlainNumber;
        x.AxisTickToLabelDistance = 12; // a label at the axis's beginning stays below the other axis's 0
        model.Axes.Add(x);
        double most = bins.SelectMany(of => of[first..(last + 1)]).Max(bin => bin.Share) * 100;
        model.Axes.Add(PlotModels.Values<LinearAxis>(AxisPosition.Left, "Share of its kind [%]", 0, most * 1.05));
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            var outline = new LineSeries { Color = kinds[kind].Colour, StrokeThickness = 1.8 };
            outline.Points.Add(new DataPoint(At(first), 0));
            for (int i = first; i <= last; i++)
            {
                outline.Points.Add(new DataPoint(At(i), bins[kind][i].Share * 100));
                outline.Points.Add(new DataPoint(At(i + 1), bins[kind][i].Share * 100));
            }
            outline.Points.Add(new DataPoint(At(last + 1), 0));
            model.Series.Add(outline);
        }
        return SvgDrawing.Draw(
            model,
            PlotModels.Width,
            Height,
            name,
            Finding(hooks),
            "How often a hook took how long, probes included. The axis of times is logarithmic, with ten bins for each factor of 10; "
                + $"bins with less than {Figures.Share(LeastShare)} of each kind are left out at both ends, and the table has the longest.",
            [.. kinds.Select(kind => new LegendEntry(LegendMark.Line, kind.Colour, kind.Words))]
        );

        double At(int bin) => bin < bins[0].Length ? bins[0][bin].Nanoseconds : bins[0][^1].Nanoseconds * Math.Pow(10, 1.0 / BinsPerDecade);
    }

    private static string Finding(HookHistogram hooks)
    {
        string atLogs = $"{Figures.Time(hooks.AtLogs.Quantile(0.5))} if it logs";
        return hooks.BetweenLogs.Count == 0
            ? $"Half of the hooks took at most {atLogs}; each logs"
            : $"Half of the hooks took at most {Figures.Time(hooks.BetweenLogs.Quantile(0.5))} between logs, and {atLogs}";
    }
}
