using System.Globalization;
using Spectre.Console;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// What a calibration prints: for each kind of check the number of each outcome, and how far launches of the same code lie apart.
/// </summary>
internal static class CalibrationReport
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, CalibrationRecord record)
    {
        RunRecord run = record.Baseline;
        console.Write(
            new Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Machine.Name}, commit {run.CommitLabel()}, {run.StartedUtc:yyyy-MM-dd HH:mm} UTC, budget {Figures.Share(record.Budget)}, tolerance {Figures.Share(record.Tolerance)}\n"
                ),
                new Style(Color.Grey)
            )
        );
        var table = new Spectre.Console.Table { Border = TableBorder.Rounded };
        foreach (string title in CalibrationWords.Header)
            table.AddColumn(title.StartsWith(' ') ? new TableColumn(title.Trim()).RightAligned() : new TableColumn(title));
        foreach (IReadOnlyList<string> row in CalibrationWords.Rows(record))
            table.AddRow([.. row.Select(text => new Text(text))]);
        console.Write(table);
        foreach (string sentence in CalibrationWords.Sentences(record))
            console.Write(new Text(sentence + "\n"));
    }
}
