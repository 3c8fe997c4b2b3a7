using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Plots;

/// <summary>How the time of a training divides among its phases: one bar for each training.</summary>
internal static class LedgerPlot
{
    private const double RowHeight = 34,
        HeightBesideRows = 56,
        HalfBar = 0.32;

    private static readonly TimePhase[] OfTheMonitor = [TimePhase.Callbacks, TimePhase.Logging];

    /// <summary>The parts of a bar from left to right. All of training's phases are in one of them.</summary>
    private static readonly (string Words, string Hue, OxyColor Colour, TimePhase[] Phases)[] Parts =
    [
        ("forward and backward", "blue", PlotColours.Main, [TimePhase.ForwardBackward]),
        ("the optimizer", "a fainter blue", PlotColours.Soft, [TimePhase.Optimizer]),
        ("waiting for data", "grey", PlotColours.Muted, [TimePhase.DataWait]),
        ("callbacks and logging", "orange", PlotColours.Warn, OfTheMonitor),
        ("everything else", "a faint grey", PlotColours.Line, [TimePhase.Validation, TimePhase.Other]),
    ];

    /// <summary>Draws.</summary>
    /// <param name="ledgers">At least one.</param>
    /// <param name="name">See <see cref="Plot.Name"/>.</param>
    public static Plot Of(IReadOnlyList<LedgerRecord> ledgers, string name)
    {
        PlotModel model = PlotModels.Empty();
        model.Axes.Add(PlotModels.Values<LinearAxis>(AxisPosition.Bottom, "Share of a step [%]", 0, 100));
        PlotModels.AddRows(model, [.. ledgers.Select(Label)]);
        double[] ends = new double[ledgers.Count];
        foreach ((_, _, OxyColor colour, TimePhase[] phases) in Parts)
        {
            var series = new RectangleBarSeries { FillColor = colour, StrokeThickness = 0 };
            for (int row = 0; row < ledgers.Count; row++)
            {
                double begin = ends[row];
                ends[row] = Math.Min(100, begin + ledgers[row].Seconds.Share(phases) * 100);
                if (ends[row] > begin)
                    series.Items.Add(new RectangleBarItem(begin, -row - HalfBar, ends[row], -row + HalfBar));
            }
            model.Series.Add(series);
        }
        return SvgDrawing.Draw(
            model,
            PlotModels.Width,
            HeightBesideRows + RowHeight * ledgers.Count,
            name,
            Finding(ledgers),
            $"One bar for each training. From left to right: {string.Join("; ", Parts.Select(part => $"{part.Words} ({part.Hue})"))}.",
            [.. Parts.Select(part => new LegendEntry(LegendMark.Area, part.Colour, part.Words))]
        );
    }

    /// <summary>A phase, in words.</summary>
    public static string WordsFor(TimePhase phase) =>
        phase switch
        {
            TimePhase.DataWait => "waiting for data",
            TimePhase.ForwardBackward => "forward and backward",
            TimePhase.Optimizer => "the optimizer",
            TimePhase.Validation => "validation",
            TimePhase.Callbacks => "callbacks",
            TimePhase.Logging => "logging",
            _ => "everything else",
        };

    /// <summary>For the training with the most expensive monitor: its longest part, and the monitor's share.</summary>
    private static string Finding(IReadOnlyList<LedgerRecord> ledgers)
    {
        LedgerRecord costliest = ledgers.MaxBy(ledger => ledger.Seconds.Share(OfTheMonitor))!;
        (TimePhase most, double _) = costliest.Seconds.All().MaxBy(phase => phase.Seconds);
        return $"{Figures.Share(costliest.Seconds.Share(most))} of a step of {Label(costliest)} is {WordsFor(most)}; callbacks and "
            + $"logging take {Figures.Share(costliest.Seconds.Share(OfTheMonitor))}"
            + (ledgers.Count > 1 ? $", the most of {Figures.Count(ledgers.Count, "training")}" : "");
    }

    private static string Label(LedgerRecord ledger) => $"{ledger.Workload} on {ledger.Device}";
}
