using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>
/// What a calibration prints: for each kind of check the number of each outcome, and how far launches of the same code lie apart.
/// </summary>
internal static class CalibrationReport
{
    /// <summary>Makes it.</summary>
    public static IReadOnlyList<Block> Of(CalibrationRecord record)
    {
        RunRecord run = record.Baseline;
        string subject = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Machine.Name}, commit {run.CommitLabel()}, {run.StartedUtc:yyyy-MM-dd HH:mm} UTC, "
                + $"budget {Figures.Share(record.Budget)}, tolerance {Figures.Share(record.Tolerance)}"
        );
        return
        [
            new Block.Paragraph(new Span(subject, SpanStyle.Quiet)),
            new Block.Tabular(CalibrationWords.Outcomes(record)),
            CalibrationWords.Findings(record),
        ];
    }
}
