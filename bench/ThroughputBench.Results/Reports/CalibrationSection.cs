using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>How far checks on a machine can be trusted, as a part of its page.</summary>
internal static class CalibrationSection
{
    /// <summary>Its blocks; without a calibration, they say how to make one.</summary>
    /// <param name="calibrations">Those of the machine, the latest last.</param>
    public static IEnumerable<Block> Of(IEnumerable<PublishedCalibration> calibrations)
    {
        CalibrationRecord[] made = [.. calibrations.Select(calibration => calibration.Record).Where(record => record.Checks.Count > 0)];
        yield return new Block.Heading(2, "How far checks can be trusted here");
        if (made.LastOrDefault(record => record.BusyThreads is null) is { } quiet)
        {
            foreach (Block block in Of(quiet))
                yield return block;
        }
        else
        {
            yield return new Block.Paragraph("Not measured. This does it, in about half an hour:");
            yield return new Block.Code("./run.sh calibrate");
        }
        if (made.LastOrDefault(record => record.BusyThreads is not null) is not { } busy)
            yield break;
        yield return new Block.Heading(3, "While the machine is busy");
        foreach (Block block in Of(busy))
            yield return block;
    }

    private static IEnumerable<Block> Of(CalibrationRecord record)
    {
        RunRecord run = record.Baseline;
        yield return new Block.Paragraph(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Checks of commit {run.CommitLabel()}, made one after the other on {run.StartedUtc:yyyy-MM-dd}, "
                    + $"each in a separate process, "
                    + $"with a budget of {Figures.Share(record.Budget)} and a tolerance of {Figures.Share(record.Tolerance)} of a step. "
                    + $"A known slowdown was put into the monitor, or nothing."
            )
        );
        yield return CalibrationWords.Findings(record);
        yield return new Block.Tabular(CalibrationWords.Outcomes(record));
    }
}
