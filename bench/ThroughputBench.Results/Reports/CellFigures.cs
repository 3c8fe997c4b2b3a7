using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports;

/// <summary>Tables with a row for each cell: all its figures, and the figures behind the plots.</summary>
internal static class CellFigures
{
    /// <summary>What hooks take between logs and at logs, and after which steps.</summary>
    public static Table Hooks(IReadOnlyList<CellRecord> cells) =>
        new(
            "Hook times by cell",
            ["Cell", " Micro-batch", " Between logs", " At a log"],
            [
                .. HookPlot
                    .Timed(cells)
                    .Select(cell => (cell.Cell, Direct: cell.DirectCost!))
                    .Select(cell =>
                        (IReadOnlyList<Field>)
                            [
                                cell.Cell.ToString(),
                                Figures.Time(cell.Direct.BatchNanoseconds),
                                cell.Direct.BetweenLogsNanoseconds is { } between ? Figures.Time(between) : "",
                                Figures.Time(cell.Direct.AtLogNanoseconds),
                            ]
                    ),
            ]
        );

    /// <summary>What hooks took, one by one.</summary>
    public static Table HookTimes(HookHistogram hooks)
    {
        (string Name, HookTimes Times)[] kinds =
        [
            ("Does nothing", hooks.Nothing),
            ("Between logs", hooks.BetweenLogs),
            ("At a log", hooks.AtLogs),
        ];
        return new(
            "Hook times with the probes' own, to 3%",
            ["Hook", " Hooks", " Median", " p95", " p99.9", " Longest"],
            [
                .. kinds
                    .Where(kind => kind.Times.Count > 0)
                    .Select(kind =>
                        (IReadOnlyList<Field>)
                            [
                                kind.Name,
                                Text($"{kind.Times.Count:N0}"),
                                Figures.Time(kind.Times.Quantile(0.5)),
                                Figures.Time(kind.Times.Quantile(0.95)),
                                Figures.Time(kind.Times.Quantile(0.999)),
                                Figures.Time(kind.Times.Longest),
                            ]
                    ),
            ]
        );
    }

    /// <summary>Everything.</summary>
    public static Table All(CellTable table) =>
        new(
            "Every cell",
            [
                "Cell",
                "Status",
                "Reversed rule",
                " Overhead",
                $" {Figures.Confidence(table.Confidence)} interval",
                " Per batch",
                " Noise floor",
                " Step",
                " Agreement: median",
                " p95",
                " worst log",
                " whole run",
                " Reported samples/s",
                " Independent samples/s",
                "Same losses",
                " Bytes per batch",
                .. Direct(
                    table,
                    " Direct cost",
                    $" {Figures.Confidence(table.Confidence)} interval",
                    " Per batch",
                    " Between logs",
                    " At a log",
                    " Plain mean",
                    " Longest hook",
                    " Launches"
                ),
                .. Several<string>(table, "Measured by"),
            ],
            [
                .. table.Cells.Select(cell =>
                    (IReadOnlyList<Field>)
                        [
                            PlotModels.Label(cell),
                            Status(cell),
                            cell.Rules.Reversed ? "accepts"
                            : cell.Rules.Current ? "turns away"
                            : "refuses",
                            Of(cell.Overhead, overhead => Figures.Signed(overhead.Estimate, 3)),
                            Of(cell.Overhead, overhead => Interval(overhead.Lower, overhead.Upper)),
                            Of(cell.Overhead, overhead => Figures.Time(overhead.NanosecondsPerBatch)),
                            Of(cell.NoiseFloor, floor => Interval(floor.Lower, floor.Upper)),
                            cell.StepNanoseconds is { } step ? Figures.Time(step) : "",
                            Of(cell.Agreement, agreement => Figures.Share(agreement.MedianError)),
                            Of(cell.Agreement, agreement => Figures.Share(agreement.P95Error)),
                            Of(cell.Agreement, agreement => Figures.Share(agreement.WorstError)),
                            Of(cell.Agreement, agreement => Figures.Signed(agreement.RunError, 3)),
                            Of(cell.Agreement, agreement => Figures.Rate(agreement.ReportedSamplesPerSecond)),
                            Of(cell.Agreement, agreement => Figures.Rate(agreement.IndependentSamplesPerSecond)),
                            cell.SameLosses switch
                            {
                                true => "yes",
                                false when cell.TrainingRepeatsItself == false => "no, nor without the monitor",
                                false => new Field("no", Tone.Bad),
                                null => "",
                            },
                            cell.AllocatedBytesPerBatch is { } bytes ? Text($"{bytes:0.##}") : "",
                            .. Direct<Field>(
                                table,
                                Of(cell.DirectCost, direct => Figures.Signed(direct.Share, 3)),
                                Of(cell.DirectCost, direct => Interval(direct.ShareLower, direct.ShareUpper)),
                                Of(cell.DirectCost, direct => Figures.Time(direct.NanosecondsPerBatch)),
                                Of(cell.DirectCost, direct =>
                                    direct.BetweenLogsNanoseconds is { } between ? Figures.Time(between) : "each logs"
                                ),
                                Of(cell.DirectCost, direct => Figures.Time(direct.AtLogNanoseconds)),
                                Of(cell.DirectCost, direct => Figures.Time(direct.MeanNanoseconds)),
                                Of(cell.DirectCost, direct => Figures.Time(direct.LongestNanoseconds)),
                                Of(cell.DirectCost, direct => Text($"{direct.Launches}"))
                            ),
                            .. Several<Field>(table, cell.Shard is { } shard ? Text($"shard {shard}") : "no shard"),
                        ]
                ),
            ]
        );

    /// <summary>Beside the plot of overheads.</summary>
    public static Table Overheads(CellTable table) =>
        new(
            "Overhead of each cell, in % of a step",
            ["Cell", " Overhead", $" {Figures.Confidence(table.Confidence)} interval", " Noise floor"],
            [
                .. table
                    .Cells.Where(cell => cell.Overhead is not null)
                    .Select(cell =>
                        (IReadOnlyList<Field>)
                            [
                                PlotModels.Label(cell),
                                Figures.Signed(cell.Overhead!.Estimate, 3),
                                Interval(cell.Overhead.Lower, cell.Overhead.Upper),
                                Of(cell.NoiseFloor, floor => Interval(floor.Lower, floor.Upper)),
                            ]
                    ),
            ]
        );

    /// <summary>Beside the plot of agreement.</summary>
    public static Table Agreements(CellTable table) =>
        new(
            "Error of the logged samples/s, over the logs of each cell",
            ["Cell", " Logs", " Median", " p95", " Worst"],
            [
                .. table
                    .Cells.Where(cell => cell.Agreement is not null)
                    .Select(cell =>
                        (IReadOnlyList<Field>)
                            [
                                PlotModels.Label(cell),
                                Text($"{cell.Agreement!.Logs:N0}"),
                                Figures.Share(cell.Agreement.MedianError),
                                Figures.Share(cell.Agreement.P95Error),
                                Figures.Share(cell.Agreement.WorstError),
                            ]
                    ),
            ]
        );

    /// <summary>Beside the plot of drift.</summary>
    public static Table Drifts(CellTable table, IReadOnlyDictionary<Cell, Drift> drifts) =>
        new(
            "Median overhead of the first and of the last third of each cell's pairs",
            ["Cell", " First third", " Last third", " Moved by"],
            [
                .. table
                    .Cells.Where(cell => drifts.ContainsKey(cell.Cell))
                    .Select(cell => (Cell: cell, Drift: drifts[cell.Cell]))
                    .Select(row =>
                        (IReadOnlyList<Field>)
                            [
                                PlotModels.Label(row.Cell),
                                Figures.Signed(row.Drift.FirstThird, 3),
                                Figures.Signed(row.Drift.LastThird, 3),
                                Figures.Signed(row.Drift.LastThird - row.Drift.FirstThird, 3),
                            ]
                    ),
            ]
        );

    /// <summary>Columns that stand only in tables of cells whose direct cost was measured.</summary>
    private static T[] Direct<T>(CellTable table, params T[] columns) =>
        table.Cells.Any(cell => cell.DirectCost is not null) ? columns : [];

    /// <summary>Columns that stand only in tables of cells that several machines measured.</summary>
    private static T[] Several<T>(CellTable table, params T[] columns) => table.HasSeveralMachines ? columns : [];

    private static Field Status(CellRecord cell) =>
        cell switch
        {
            { Status: CellStatus.Measured, Agreement.Agrees: false } => new Field("measured, disagrees", Tone.Bad),
            { Status: CellStatus.Measured, Verification.Agrees: false } => new Field("measured, figures wrong", Tone.Bad),
            { Status: CellStatus.Measured } => "measured",
            { Status: CellStatus.Rejected } => "refused",
            { Status: CellStatus.TimedOut } => new Field($"timed out: {cell.Reason}", Tone.Bad),
            _ => new Field($"failed: {cell.Reason}", Tone.Bad),
        };

    private static Field Of<T>(T? part, Func<T, string> text)
        where T : class => part is null ? "" : text(part);

    private static string Interval(double lower, double upper) => $"[{Figures.Signed(lower, 3)}, {Figures.Signed(upper, 3)}]";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
