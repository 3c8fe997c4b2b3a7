using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ThroughputBench.Benchmarks;
using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports;

namespace ThroughputBench.Commands;

/// <summary><c>calibrate</c>: how far checks on this machine can be trusted.</summary>
internal sealed class CalibrateCommand
{
    /// <summary>The baseline is measured so many times as long as a check: it is one for all of them.</summary>
    private const double BaselineFactor = 4;

    private const double SecondsToStart = 2;

    private readonly GridArguments _grid = new(GridDefaults.Calibration);
    private readonly CheckArguments _limits = new();
    private readonly Option<string> _checks = new("--checks") { Description = "Checks of each kind.", DefaultValueFactory = _ => "20", HelpName = "number" };
    private readonly Option<string> _slowdowns = new("--slowdowns") { Description = "Slowdowns to put into the monitor, as shares of a step.", DefaultValueFactory = _ => "0.25%,0.5%,1%,2%", HelpName = "list" };
    private readonly Option<string?> _output = new("--output") { Description = "The record's file; new. [default: calibration-<date>-<commit>.json in the machine's folder under results/]", HelpName = "file" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the record as JSON. [default: a table]" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress. [default: progress on standard error]" };

    public static Command Create()
    {
        var calibrate = new CalibrateCommand();
        var command = new Command("calibrate", "How far can checks on this machine be trusted? Makes many, unfaulted and with known slowdowns, and counts false alarms and what was found.");
        foreach (Option option in (Option[])[calibrate._checks, calibrate._slowdowns, .. calibrate._limits.AllButBaseline, calibrate._output, calibrate._json, calibrate._quiet, .. calibrate._grid.AllButFault])
            command.Options.Add(option);
        command.SetAction(async (parsed, _) => (int)await calibrate.RunAsync(parsed));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed)
    {
        CheckLimits limits = _limits.ReadLimits(parsed);
        int checks = int.TryParse(parsed.GetRequiredValue(_checks), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 10_000
            ? number
            : throw new InputException($"{_checks.Name} must be a whole number from 1 to 10000, not '{parsed.GetRequiredValue(_checks)}'.");
        double[] slowdowns = [0, .. parsed.GetRequiredValue(_slowdowns).Split(',', StringSplitOptions.TrimEntries).Select(text => Percentage.Parse(_slowdowns.Name, text)).Distinct()];
        MeasurementPlan plan = _grid.ReadPlan(parsed), longer = plan with { SecondsPerCell = BaselineFactor * plan.SecondsPerCell, TargetHalfWidth = plan.TargetHalfWidth / BaselineFactor };
        GridOptions lists = _grid.ReadGrid(parsed, plan);
        RunRecord run = NewRun.Describe(longer, lists);
        string path = FileFor(parsed.GetValue(_output), run);

        using var interrupt = new Interrupt();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("throughputbench-calibration-");
        try
        {
            string baseline = Path.Combine(folder.FullName, "baseline");
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (!MeasureBaseline(baseline, run, longer, parsed.GetValue(_quiet), error, interrupt.Token))
                return ExitCode.Interrupted;
            var record = new CalibrationRecord { Baseline = RunFolder.Read(baseline).Run, Budget = limits.Budget, Tolerance = limits.Tolerance, Slowdowns = slowdowns, Checks = [] };
            var calibration = new Calibration(path, record, [.. _grid.ToArguments(parsed), .. _limits.ToArguments(parsed)]);
            bool whole;
            using (SweepProgress progress = SweepProgress.For(error, parsed.GetValue(_quiet)))
                whole = await calibration.RunAsync(checks, baseline, SecondsPerCheck(plan, lists), progress, interrupt.Token);
            return Report(parsed, calibration.Record, path, whole);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ExitCode Report(ParseResult parsed, CalibrationRecord record, string path, bool whole)
    {
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        if (parsed.GetValue(_json))
            output.WriteLine(JsonSerializer.Serialize(record, RecordJson.Indented.CalibrationRecord));
        else
            CalibrationReport.Write(ReportConsole.Create(output, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR")), record);
        if (!whole)
            error.WriteLine(record.Checks.Count == 0 ? "Interrupted before the first check." : $"Interrupted; what was measured is kept in {path}.");
        else if (!parsed.GetValue(_quiet))
            error.WriteLine($"Record: {path}");
        return whole ? ExitCode.Good : ExitCode.Interrupted;
    }

    /// <summary>In this process, which does nothing else while checks run in theirs.</summary>
    private static bool MeasureBaseline(string path, RunRecord run, MeasurementPlan plan, bool quiet, TextWriter error, CancellationToken cancellation)
    {
        using RunFolder folder = RunFolder.Create(path, run);
        bool whole = new GridMeasurement(folder, quiet, error, cancellation).MeasureMissing(plan);
        folder.End(whole ? RunState.Finished : RunState.Interrupted, DateTimeOffset.UtcNow);
        return whole;
    }

    private static double SecondsPerCheck(MeasurementPlan plan, GridOptions lists) =>
        SecondsToStart + (new SweepGrid(lists).Accepted.Count + lists.Devices.Count * lists.Workloads.Count) * GridMeasurement.SecondsPerCell(plan);

    private static string FileFor(string? given, RunRecord run)
    {
        if (given is { Length: 0 })
            throw new InputException("--output must name a file.");
        string path = Path.GetFullPath(given ?? Path.Combine(Repository.Workplace, "results", run.Machine.Name, string.Create(CultureInfo.InvariantCulture, $"calibration-{run.StartedUtc:yyyy-MM-dd}-{run.Commit}.json")));
        if (Path.Exists(path))
            throw new InputException($"There is '{path}' already; name another file with --output.");
        if (given is null)
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return Directory.Exists(Path.GetDirectoryName(path)) ? path : throw new InputException($"--output: the folder of '{given}' does not exist.");
    }
}
