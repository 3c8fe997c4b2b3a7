using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Exports;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary>One sweep, from a checked grid to a run folder, a table and an exit code.</summary>
internal sealed class Sweep(RunFolder folder, ResultFormat.Kind format, bool quiet, TextWriter output, TextWriter error)
{
    /// <summary>
    /// How many times as long as expected a sweep may take before it stops waiting for better moments. Long periods take a quarter in any
    /// case, because they need their minimum number of pairs.
    /// </summary>
    private const double Slack = 1.1;

    /// <summary>The extra time that even a small sweep may take: a few cells that wait for an interval.</summary>
    private static readonly TimeSpan LeastSlack = TimeSpan.FromMinutes(1);

    /// <summary>Measures the missing cells.</summary>
    public ExitCode Run(MeasurementPlan plan)
    {
        using var interrupt = new Interrupt();
        var measurement = new GridMeasurement(folder, quiet, error, interrupt.Token);
        TimeSpan expected = measurement.ExpectedTime(plan);
        DateTimeOffset patientUntil = DateTimeOffset.UtcNow + PatientTime(expected);
        plan = plan with { PatientUntil = plan.EndBy - expected < patientUntil ? plan.EndBy - expected : patientUntil };
        bool whole =
            measurement.MeasureMissing(plan)
            && MeasureDisturbedAgain(measurement, plan)
            && (IsTimeUp(plan) || new LedgerRecorder(folder, error, interrupt.Token).MeasureMissing(measurement.Grid, plan));
        folder.End(whole ? RunState.Finished : RunState.Interrupted, DateTimeOffset.UtcNow);
        RecordedRun recorded = folder.Recorded;
        foreach (DerivedFile file in RunReport.Files(recorded, folder.Path))
            folder.WriteText(file.Path, file.Text);
        ExitCode outcome = Show(recorded, folder.Path, format, quiet, output, error);
        if (!whole)
            error.WriteLine(ResumeHint(folder, plan));
        return whole ? outcome : ExitCode.Interrupted;
    }

    /// <summary>Prints a run's result; writes no files.</summary>
    /// <param name="recorded">The run.</param>
    /// <param name="path">Its folder.</param>
    /// <param name="format">How.</param>
    /// <param name="quiet">Whether to leave out the paths and the next command.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Notices.</param>
    public static ExitCode Show(
        RecordedRun recorded,
        string path,
        ResultFormat.Kind format,
        bool quiet,
        TextWriter output,
        TextWriter error
    )
    {
        if (format == ResultFormat.Kind.Json)
        {
            output.WriteLine(JsonReport.Of(recorded));
        }
        else if (format == ResultFormat.Kind.Csv)
        {
            output.WriteLine(CellsCsv.Of(recorded));
        }
        else
        {
            ConsoleReport.Write(ReportConsole.ForResults(output), recorded);
        }

        if (!quiet)
        {
            error.WriteLine($"Run folder: {path}");
            if (Path.Combine(path, RunReport.HtmlFile) is var page && File.Exists(page))
                error.WriteLine($"Page: {page}");
            if (recorded.Run.State == RunState.Finished)
                error.WriteLine($"Next: {Next(recorded.Run, path)}");
        }
        return new Findings(recorded).Outcome.ToExitCode();
    }

    /// <summary>The message after an interrupted measurement.</summary>
    public static string ResumeHint(RunFolder folder, MeasurementPlan plan) =>
        $"Interrupted; what was measured is kept. Resume with: {Repository.Program} sweep --resume '{folder.Path}'{(plan.DataPath is { } data ? $" --data '{data}'" : "")}";

    private static TimeSpan PatientTime(TimeSpan expected) =>
        expected + TimeSpan.FromTicks(Math.Max(LeastSlack.Ticks, ((Slack - 1) * expected).Ticks));

    private static bool IsTimeUp(MeasurementPlan plan) => DateTimeOffset.UtcNow > plan.EndBy;

    private bool MeasureDisturbedAgain(GridMeasurement measurement, MeasurementPlan plan)
    {
        if (DateTimeOffset.UtcNow > plan.PatientUntil || IsTimeUp(plan))
            return true;
        IReadOnlyList<Cell> disturbed = DisturbedCells.Of(folder.Recorded.Cells);
        if (disturbed.Count > 0 && !quiet)
            error.WriteLine($"{Figures.Count(disturbed.Count, "cell")} measured while the machine was disturbed; measuring once more ...");
        return measurement.Measure(disturbed, plan, attempt: 2);
    }

    private static string Next(RunRecord run, string path) =>
        run.Options.Shard is { } shard
            ? $"{Repository.Program} merge '{Path.GetDirectoryName(path)}', once all {shard.Count} shards are there"
            : $"{Repository.Program} check --run '{path}' (is that within budget, and no worse than before?)";
}
