using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>The tables of A by L, whose colours show the values of their fields.</summary>
internal static class HeatMaps
{
    private const double GoodAgreement = 0.01;

    /// <summary>What the monitor costs: the direct cost first, with the whole step's interval below it, or the whole step alone.</summary>
    /// <param name="table">The cells.</param>
    /// <param name="step">Which step, on a page that does not say it beside the table: for example <c> of mlp on cpu</c>.</param>
    public static Table Overhead(CellTable table, string step = "") =>
        table.Cells.Any(cell => cell.DirectCost is not null) ? Direct(table, step) : WholeStep(table, step);

    private static Table Direct(CellTable table, string step) =>
        Of(
            table,
            $"Direct cost in % of a step{step}, with its {Figures.Confidence(table.Confidence)} interval, and the interval that whole "
                + "steps give; rows: A, columns: L",
            cell =>
                cell.DirectCost is { } direct
                    ? new Field(
                        Figures.Signed(direct.Share, 3) + Mark(cell),
                        Heat(direct.Share, Findings.DefaultBudget),
                        [
                            $"[{Figures.SignedNumber(direct.ShareLower, 3)}, {Figures.SignedNumber(direct.ShareUpper, 3)}]",
                            cell.Overhead is { } overhead ? $"step {Interval(overhead)}" : "step not measured",
                            .. MeasuredBy(table, cell),
                        ]
                    )
                    : null
        );

    private static Table WholeStep(CellTable table, string step) =>
        Of(table, $"Overhead in % of a step{step}, with its {Figures.Confidence(table.Confidence)} interval; rows: A, columns: L", cell =>
            cell.Overhead is { } overhead
                ? new Field(
                    Figures.Signed(overhead.Estimate) + Mark(cell),
                    Heat(overhead.Estimate, Findings.DefaultBudget),
                    [Interval(overhead), .. MeasuredBy(table, cell)]
                )
                : null
        );

    /// <summary>Median and 95th percentile of the agreement's error.</summary>
    public static Table Agreement(CellTable table) =>
        Of(
            table,
            "Agreement: median error of the logged samples/s against the independent clock, and its 95th percentile; rows: A, columns: L",
            cell =>
                cell switch
                {
                    { Agreement: { } agreement } => new Field(
                        Figures.Share(agreement.MedianError) + Mark(cell),
                        agreement.Agrees ? Heat(agreement.P95Error, GoodAgreement) : Tone.Over,
                        [$"p95 {Figures.Share(agreement.P95Error)}", .. agreement.Agrees ? Array.Empty<string>() : ["disagrees"]]
                    ),
                    { Status: CellStatus.Measured } => new Field("not measured"),
                    _ => null,
                }
        );

    /// <summary>The meaning of the marks that occur in them.</summary>
    public static IEnumerable<string> Legend(CellTable table)
    {
        if (table.Cells.Any(cell => cell is { Status: CellStatus.Measured, Rules.Reversed: false }))
            yield return "* is a valid cell that the reversed rule (A % L = 0) refuses.";
        if (table.Cells.Any(cell => cell.Rules is { Current: false, Reversed: true }))
            yield return "\"refused, reversed: let in\" is a cell whose logs would cut accumulation cycles: the right rule refuses it, the reversed one accepts it.";
        if (table.Cells.Any(cell => cell.Rules is { Current: false, Reversed: false }))
            yield return "\"refused, reversed: refused\" is a cell that both rules refuse.";
        yield return $"Colours deepen from zero to the limit: {Figures.Share(Findings.DefaultBudget)} of a step of overhead, {Figures.Share(GoodAgreement)} of error in the 95th percentile; a different colour marks values above it.";
    }

    private static Table Of(CellTable table, string caption, Func<CellRecord, Field?> measured) =>
        new(
            caption,
            [@"A \ L", .. table.LogEvery.Select(logEvery => string.Create(CultureInfo.InvariantCulture, $" {logEvery}"))],
            [
                .. table.Accumulate.Select(accumulate =>
                    (IReadOnlyList<Field>)
                        [
                            accumulate.ToString(CultureInfo.InvariantCulture),
                            .. table.LogEvery.Select(logEvery =>
                                table.At(accumulate, logEvery) is { } cell ? measured(cell) ?? NotMeasured(cell) : "not reached"
                            ),
                        ]
                ),
            ],
            IsHeatMap: true
        );

    private static Field NotMeasured(CellRecord cell) =>
        cell.Status switch
        {
            CellStatus.Rejected => new Field("refused", Tone.Refused, [$"reversed: {(cell.Rules.Reversed ? "let in" : "refused")}"]),
            CellStatus.TimedOut => new Field("timed out", Tone.Bad),
            CellStatus.Measured => "not measured",
            _ => new Field("failed", Tone.Bad),
        };

    /// <summary>Which shard, and so which machine, if there are several.</summary>
    private static string[] MeasuredBy(CellTable table, CellRecord cell) =>
        table.HasSeveralMachines && cell.Shard is { } shard ? [string.Create(CultureInfo.InvariantCulture, $"shard {shard}")] : [];

    private static string Mark(CellRecord cell) => cell.Rules.Reversed ? "" : "*";

    private static string Interval(OverheadRecord overhead) =>
        $"[{Figures.SignedNumber(overhead.Lower)}, {Figures.SignedNumber(overhead.Upper)}]";

    private static Tone Heat(double value, double most) =>
        (value / most) switch
        {
            <= 0.1 => Tone.Heat1,
            <= 0.3 => Tone.Heat2,
            <= 0.6 => Tone.Heat3,
            <= 1 => Tone.Heat4,
            _ => Tone.Over,
        };
}
