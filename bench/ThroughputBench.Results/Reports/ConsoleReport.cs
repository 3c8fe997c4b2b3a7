using System.Globalization;
using Spectre.Console;
using ThroughputBench.Checks;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// What a sweep prints at its end: for each workload a table of A by L with overhead and one with agreement, and the findings in words.
/// </summary>
internal static class ConsoleReport
{
    private const string Good = "green",
        Unsure = "yellow",
        Wrong = "red",
        Quiet = "grey";

    /// <summary>Writes the report. Tables wider than the console become lists.</summary>
    public static void Write(IAnsiConsole console, RecordedRun recorded)
    {
        console.Write(
            new Text(
                Text($"{recorded.Run.MachineName}, commit {recorded.Run.CommitLabel()}, {recorded.Run.StartedUtc:yyyy-MM-dd HH:mm} UTC\n"),
                new Style(Color.Grey)
            )
        );
        foreach (CellTable table in CellTable.Of(recorded.Cells))
        {
            console.WriteLine();
            console.Write(new Text(table.Title + "\n", new Style(decoration: Decoration.Bold)));
            WriteCells(console, table);
            WriteLegend(console, table);
        }
        var findings = new Findings(recorded);
        console.WriteLine();
        foreach (CellRecord cell in findings.Failed)
        {
            console.Write(
                new Text(
                    ReportConsole.Plain($"{cell.Cell}: {(cell.Status == CellStatus.TimedOut ? "timed out" : "failed")}: {cell.Reason}")
                        + "\n",
                    new Style(Color.Red)
                )
            );
        }

        foreach (Finding finding in findings.All())
            console.Write(new Text(ReportConsole.Plain(finding.Text) + "\n", finding.IsBad ? new Style(Color.Red) : Style.Plain));
        if (OneSentence.Of(recorded) is { } answer)
        {
            console.WriteLine();
            console.Write(
                new Text(
                    ReportConsole.Plain(answer) + "\n",
                    new Style(findings.Outcome == CheckOutcome.Bad ? Color.Red : null, decoration: Decoration.Bold)
                )
            );
        }
    }

    private static void WriteCells(IAnsiConsole console, CellTable table)
    {
        string confidence = Figures.Confidence(table.Confidence);
        Part[] directs =
        [
            new(
                $"Direct cost, with the {confidence} interval, in % of a step",
                cell => Direct(
                    cell,
                    direct => $"[{Figures.SignedNumber(direct.ShareLower, 3)}, {Figures.SignedNumber(direct.ShareUpper, 3)}]"
                )
            ),
            new(
                $"Direct cost, ± half of the {confidence} interval, in % of a step",
                cell => Direct(cell, direct => Text($"±{100 * direct.ShareHalfWidth:0.000}"))
            ),
        ];
        bool hasDirect = table.Cells.Any(cell => cell.DirectCost is not null);
        string whole = hasDirect ? "Overhead by whole steps" : "Overhead";
        Part[] overheads =
        [
            new($"{whole}, with the {confidence} interval, in % of a step", OverheadWithBounds),
            new($"{whole}, ± half of the {confidence} interval, in % of a step", OverheadWithHalfWidth),
        ];
        Part[] agreements = [new("Agreement with the independent clock: median error, 95th percentile below", Agreement)];
        foreach (Part[] choices in (Part[][])[.. hasDirect ? [directs] : Array.Empty<Part[]>(), overheads, agreements])
        {
            if (choices.Select(part => Grid(table, part)).FirstOrDefault(grid => grid.Width <= console.Profile.Width) is { } fits)
            {
                console.Write(new Text(fits.Title + "\n"));
                console.Write(fits.Table);
            }
            else
            {
                WriteList(console, table, choices[0]);
            }
        }
    }

    private static void WriteList(IAnsiConsole console, CellTable table, Part part)
    {
        console.Write(new Text(part.Title + "\n"));
        foreach (CellRecord cell in table.Cells)
        {
            Entry entry = part.Of(cell);
            console.Write(
                new Markup(
                    Text(
                        $"  A = {cell.Accumulate}, L = {cell.LogEvery}: [{entry.Colour}]{Markup.Escape($"{entry.First} {entry.Second}".Trim())}[/]\n"
                    )
                )
            );
        }
    }

    private static FittingTable Grid(CellTable cells, Part part)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn(@"A \ L").NoWrap());
        int width = @"A \ L".Length + 4;
        foreach (int logEvery in cells.LogEvery)
        {
            table.AddColumn(new TableColumn(Text($"{logEvery}")).RightAligned().NoWrap());
            width +=
                3
                + cells
                    .Accumulate.Select(accumulate => cells.At(accumulate, logEvery))
                    .OfType<CellRecord>()
                    .Select(part.Of)
                    .Max(entry => Math.Max(Text($"{logEvery}").Length, Math.Max(entry.First.Length, entry.Second.Length)));
        }
        foreach (int accumulate in cells.Accumulate)
        {
            table.AddRow([
                new Text(Text($"{accumulate}")),
                .. cells
                    .LogEvery.Select(logEvery => cells.At(accumulate, logEvery))
                    .Select(cell => cell is null ? new Markup("") : part.Of(cell).ToMarkup()),
            ]);
        }

        return new FittingTable(part.Title, table, width);
    }

    private static Entry OverheadWithBounds(CellRecord cell) =>
        Overhead(cell, overhead => $"[{Figures.SignedNumber(overhead.Lower)}, {Figures.SignedNumber(overhead.Upper)}]");

    private static Entry OverheadWithHalfWidth(CellRecord cell) => Overhead(cell, overhead => Text($"±{100 * overhead.HalfWidth:0.00}"));

    private static Entry Direct(CellRecord cell, Func<DirectCostRecord, string> interval) =>
        cell.DirectCost is { } direct
            ? new Entry(
                Figures.Signed(direct.Share, 3) + (cell.Rules.Reversed ? "" : "*"),
                interval(direct),
                ColourOf(direct.ShareLower, direct.ShareUpper)
            )
            : NotMeasured(cell);

    private static Entry Overhead(CellRecord cell, Func<OverheadRecord, string> interval)
    {
        if (cell.Overhead is not { } overhead)
            return NotMeasured(cell);
        return new Entry(
            Figures.Signed(overhead.Estimate) + (cell.Rules.Reversed ? "" : "*"),
            interval(overhead),
            ColourOf(overhead.Lower, overhead.Upper)
        );
    }

    private static string ColourOf(double lower, double upper) =>
        upper <= Findings.DefaultBudget ? Good
        : lower > Findings.DefaultBudget ? Wrong
        : Unsure;

    private static Entry Agreement(CellRecord cell) =>
        cell switch
        {
            { Agreement: { } agreement } => new Entry(
                Figures.Share(agreement.MedianError) + (agreement.Agrees ? "" : "!"),
                Figures.Share(agreement.P95Error),
                agreement.Agrees ? Good : Wrong
            ),
            { Status: CellStatus.Measured } => new Entry("-", "", Quiet),
            _ => NotMeasured(cell),
        };

    private static Entry NotMeasured(CellRecord cell) =>
        cell.Status switch
        {
            CellStatus.Rejected => new Entry("refused", cell.Rules.Reversed ? "(let in)" : "(by both)", Quiet),
            CellStatus.TimedOut => new Entry("timed out", "", Wrong),
            CellStatus.Measured => new Entry("-", "", Quiet),
            _ => new Entry("failed", "", Wrong),
        };

    private static void WriteLegend(IAnsiConsole console, CellTable table)
    {
        NoiseFloorRecord[] floors = [.. table.Cells.Select(cell => cell.NoiseFloor).OfType<NoiseFloorRecord>()];
        if (floors.Length > 0)
        {
            console.Write(
                new Text(
                    $"Noise floor (the control against itself): {Figures.Signed(floors.Min(floor => floor.Lower))} to "
                        + $"{Figures.Signed(floors.Max(floor => floor.Upper))} of a step\n"
                )
            );
        }
        if (table.Cells.Any(cell => cell.Rules is { Current: false, Reversed: true }))
            console.Write(new Text("refused (let in): logs would cut cycles; the reversed rule lets the cell in\n", new Style(Color.Grey)));
        if (table.Cells.Any(cell => cell.Rules is { Current: false, Reversed: false }))
        {
            console.Write(
                new Text("refused (by both): logs would cut cycles; the reversed rule refuses the cell too\n", new Style(Color.Grey))
            );
        }

        if (table.Cells.Any(cell => cell is { Overhead: not null, Rules.Reversed: false }))
            console.Write(new Text("*: a valid cell that the reversed rule refuses\n", new Style(Color.Grey)));
        if (table.Cells.Any(cell => cell.Agreement is { Agrees: false }))
            console.Write(new Text("!: reported and independent samples/s disagree\n", new Style(Color.Red)));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a table shows of each cell.</summary>
    private sealed record Part(string Title, Func<CellRecord, Entry> Of);

    /// <summary>A table and the columns it takes.</summary>
    private sealed record FittingTable(string Title, Table Table, int Width);

    /// <summary>Two lines for one cell.</summary>
    private sealed record Entry(string First, string Second, string Colour)
    {
        public Markup ToMarkup() =>
            new($"[{Colour}]{Markup.Escape(First)}[/]{(Second.Length == 0 ? "" : $"\n[{Quiet}]{Markup.Escape(Second)}[/]")}");
    }
}
