using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>How far checks on a machine can be trusted, as a part of its page.</summary>
internal static class CalibrationSection
{
    /// <summary>Its blocks; without a calibration, how to make one.</summary>
    public static IEnumerable<Block> Of(PublishedCalibration? calibration)
    {
        yield return new Block.Heading(2, "How far checks can be trusted here");
        if (calibration is null)
        {
            yield return new Block.Paragraph("Not measured. This does it, in about half an hour:");
            yield return new Block.Code("./run.sh calibrate");
            yield break;
        }
        CalibrationRecord record = calibration.Record;
        RunRecord run = record.Baseline;
        yield return new Block.Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"Checks of commit {run.CommitLabel()}, made one after the other on {run.StartedUtc:yyyy-MM-dd}, each in a process of its own, with a budget of {Figures.Share(record.Budget)} and a tolerance of {Figures.Share(record.Tolerance)} of a step. A known slowdown was put into the monitor, or nothing."));
        yield return new Block.Bullets([.. CalibrationWords.Sentences(record).Select(sentence => (IReadOnlyList<Span>)[sentence])]);
        yield return new Block.Tabular(new Table(
            "What the checks said, by what was put into the monitor",
            CalibrationWords.Header,
            [.. CalibrationWords.Rows(record).Select(row => (IReadOnlyList<Field>)[.. row.Select(text => (Field)text)])]));
    }
}
