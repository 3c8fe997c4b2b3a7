using ThroughputBench.Benchmarks;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary>The run that all checks of a calibration are compared with.</summary>
internal static class CalibrationBaseline
{
    /// <summary>It is measured this many times as long as a check, because all checks use it.</summary>
    private const double Factor = 4;

    /// <summary>The options of the baseline, from those of a check.</summary>
    public static RunOptions OptionsFor(RunOptions check) =>
        check with
        {
            SecondsPerCell = Factor * check.SecondsPerCell,
            TargetHalfWidth = check.TargetHalfWidth / Factor,
        };

    /// <summary>How a check is measured, from how its baseline was.</summary>
    public static MeasurementPlan CheckFor(MeasurementPlan baseline) =>
        baseline with
        {
            SecondsPerCell = baseline.SecondsPerCell / Factor,
            TargetHalfWidth = baseline.TargetHalfWidth * Factor,
        };

    /// <summary>Measures it in this process; checks run in separate ones.</summary>
    /// <param name="run">Its description.</param>
    /// <param name="plan">How to measure it.</param>
    /// <param name="quiet">Whether to show no progress.</param>
    /// <param name="error">Progress and notices.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The baseline, or <see langword="null"/> if it was interrupted.</returns>
    public static RecordedRun? Measure(RunRecord run, MeasurementPlan plan, bool quiet, TextWriter error, CancellationToken cancellation)
    {
        DirectoryInfo scratch = Calibration.CreateScratch();
        try
        {
            using RunFolder folder = RunFolder.Create(Path.Combine(scratch.FullName, "baseline"), run);
            bool whole = new GridMeasurement(folder, quiet, error, cancellation).MeasureMissing(plan);
            folder.End(whole ? RunState.Finished : RunState.Interrupted, DateTimeOffset.UtcNow);
            return whole ? folder.Recorded : null;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Writes it as a run's folder, for checks to compare with.</summary>
    public static void Write(string path, CalibrationRecord record)
    {
        using RunFolder folder = RunFolder.Create(path, record.Baseline);
        foreach (CellRecord cell in record.BaselineCells!)
            folder.Append(cell);
    }
}
