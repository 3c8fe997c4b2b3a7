using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ThroughputBench.Benchmarks;
using ThroughputBench.Checks;
using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>calibrate</c>: how far checks on this machine can be trusted.</summary>
internal sealed class CalibrateCommand
{
    private const double SecondsToStart = 2;

    private const int MostChecks = 10_000;

    private readonly GridArguments _grid = new(GridDefaults.FourCells);
    private readonly CheckArguments _limits = new();
    private readonly ParsedOption<int> _checks = new(
        "--checks",
        "number",
        "Checks of each kind.",
        text => OptionValue.ReadNumber("--checks", text, 1, MostChecks),
        byDefault: "20"
    );
    private readonly ParsedOption<IReadOnlyList<double>> _slowdowns = new(
        "--slowdowns",
        "list",
        "Slowdowns to put into the monitor, as shares of a step.",
        text => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(share => Percentage.Parse("--slowdowns", share)).Distinct()],
        byDefault: "0.05%,0.1%,0.25%,0.5%,1%"
    );
    private readonly ParsedOption<int> _unfaulted = new(
        "--unfaulted",
        "number",
        "Checks without a slowdown. [default: as many as of each kind]",
        text => OptionValue.ReadNumber("--unfaulted", text, 1, MostChecks)
    );
    private readonly ParsedOption<int> _load = new(
        "--load",
        "threads",
        "Keep processors busy while the checks run, but not during the baseline, with this many counting threads of another process (1 if "
            + "no number is given). [default: none]",
        text => OptionValue.ReadNumber("--load", text, 1, CalibrationRecord.MostBusyThreads),
        bare: "1"
    );
    private readonly Option<string?> _resume = new("--resume")
    {
        Description =
            "A calibration's file: make the checks that are missing in it, with the options it was begun with. [default: "
                + "a new calibration]",
        HelpName = "file",
    };
    private readonly Option<string?> _output = new("--output")
    {
        Description = "The record's file; new. [default: calibration-<date>-<commit>.json in the machine's folder under results/]",
        HelpName = "file",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print the record as JSON. [default: a table]" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress. [default: progress on standard error]" };

    public static Command Create()
    {
        var calibrate = new CalibrateCommand();
        var command = new Command(
            "calibrate",
            "How far can checks on this machine be trusted? Makes many, without faults and with known slowdowns, "
                + "and counts false alarms and findings."
        );
        foreach (
            Option option in (Option[])
                [
                    calibrate._checks,
                    calibrate._unfaulted,
                    calibrate._slowdowns,
                    calibrate._load,
                    .. calibrate._limits.AllButBaseline,
                    calibrate._resume,
                    calibrate._output,
                    calibrate._json,
                    calibrate._quiet,
                    .. calibrate._grid.AllBut(MeasurementOptions.Fault, MeasurementOptions.Shard),
                ]
        )
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, _) => (int)await calibrate.RunAsync(parsed));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed)
    {
        int each = _checks.ValueIn(parsed);
        int unfaulted = _unfaulted.IsGiven(parsed) ? _unfaulted.ValueIn(parsed) : each;
        using var interrupt = new Interrupt();
        (string path, CalibrationRecord? record, MeasurementPlan plan) = parsed.GetValue(_resume) is { } earlier
            ? Resume(parsed, earlier)
            : Begin(parsed, interrupt.Token);
        if (record is null)
        {
            parsed.InvocationConfiguration.Error.WriteLine("Interrupted before the first check; nothing is kept.");
            return ExitCode.Interrupted;
        }
        var limits = new CheckLimits(record.Budget, record.Tolerance);
        RunOptions options = record.Baseline.Options with { SecondsPerCell = plan.SecondsPerCell };
        var calibration = new Calibration(
            path,
            record,
            [.. options.ToArguments(plan.DataPath), .. _limits.ToArguments(limits)]
        );
        DirectoryInfo folder = Calibration.CreateScratch();
        try
        {
            string baseline = Path.Combine(folder.FullName, "baseline");
            CalibrationBaseline.Write(baseline, record);
            bool whole;
            using (SweepProgress progress = SweepProgress.For(parsed.InvocationConfiguration.Error, parsed.GetValue(_quiet)))
                whole = await calibration.RunAsync(unfaulted, each, baseline, SecondsPerCheck(plan, record.Baseline), progress, interrupt.Token);
            return Report(
                parsed,
                calibration.Record,
                path,
                whole ? null : $"--checks {each} --unfaulted {unfaulted}{(plan.DataPath is { } data ? $" --data '{data}'" : "")}"
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Measures and stores the baseline: all later checks are compared with it.</summary>
    private (string Path, CalibrationRecord? Record, MeasurementPlan Plan) Begin(ParseResult parsed, CancellationToken cancellation)
    {
        CheckLimits limits = _limits.ReadLimits(parsed);
        double[] slowdowns = [0, .. _slowdowns.ValueIn(parsed)];
        int? busy = _load.IsGiven(parsed) ? _load.ValueIn(parsed) : null;
        MeasurementRequest request = _grid.Read(parsed);
        RunOptions options = RequestedOptions.Resolve(request);
        RunOptions longer = CalibrationBaseline.OptionsFor(options);
        MeasurementPlan plan = MeasurementPlan.From(options, request.DataPath);
        RunRecord run = NewRun.Describe(longer, parsed.InvocationConfiguration.Error);
        string path = FileFor(parsed.GetValue(_output), run, busy is not null);
        RecordedRun? baseline = CalibrationBaseline.Measure(
            run,
            MeasurementPlan.From(longer, request.DataPath),
            parsed.GetValue(_quiet),
            parsed.InvocationConfiguration.Error,
            cancellation
        );
        if (baseline is null)
            return (path, null, plan);
        var record = new CalibrationRecord
        {
            Baseline = baseline.Run,
            BaselineCells = baseline.Cells,
            BusyThreads = busy,
            Budget = limits.Budget,
            Tolerance = limits.Tolerance,
            Slowdowns = slowdowns,
            Checks = [],
        };
        RequireNew(path); // another calibration may have taken the name while the baseline was measured
        CalibrationFile.Write(path, record);
        return (path, record, plan);
    }

    /// <summary>Reads a calibration to add checks to.</summary>
    private (string Path, CalibrationRecord Record, MeasurementPlan Plan) Resume(ParseResult parsed, string earlier)
    {
        if (
            (
                (Option[])
                    [
                        _slowdowns,
                        _load,
                        _output,
                        .. _limits.AllButBaseline,
                        .. _grid.AllBut(MeasurementOptions.Fault, MeasurementOptions.Shard).Where(option => option.Name != MeasurementOptions.Data.Name),
                    ]
            ).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is
            { } given
        )
        {
            throw new InputException($"--resume takes its options from the calibration that it continues: leave out {given.Name}.");
        }

        string path = Path.GetFullPath(earlier.Length > 0 ? earlier : throw new InputException("--resume must name a calibration's file."));
        CalibrationRecord record = CalibrationFile.Read(path);
        RunOptions options = record.Baseline.Options;
        if (record.BaselineCells is null)
        {
            throw new InputException(
                $"The calibration '{path}' lacks the measurements of its baseline, so no more checks can be added: "
                    + "it was made by an earlier version. Begin a new one."
            );
        }

        if (
            record.Baseline.ObjectionToGoingOn(Repository.Commit(except: path), NewRun.MachineOf(options.Threads, options.Devices)) is
            { } objection
        )
        {
            throw new InputException($"The calibration '{path}' {objection} Begin a new one.");
        }

        string? data = _grid.Read(parsed).DataPath;
        NewRun.RequireData(options, data);
        return (path, record, CalibrationBaseline.CheckFor(MeasurementPlan.From(options, data)));
    }

    /// <param name="parsed">The options.</param>
    /// <param name="record">What was measured.</param>
    /// <param name="path">Its file.</param>
    /// <param name="missing">The options that would measure what is missing, or <see langword="null"/> if nothing is.</param>
    private ExitCode Report(ParseResult parsed, CalibrationRecord record, string path, string? missing)
    {
        TextWriter output = parsed.InvocationConfiguration.Output,
            error = parsed.InvocationConfiguration.Error;
        if (parsed.GetValue(_json))
            output.WriteLine(JsonSerializer.Serialize(record, RecordJson.Indented.CalibrationRecord));
        else
            TerminalWriter.Write(ReportConsole.ForResults(output), CalibrationReport.Of(record));

        if (missing is not null)
        {
            error.WriteLine(
                $"Interrupted; what was measured is kept. Resume with: {Repository.Program} calibrate --resume '{path}' {missing}"
            );
        }
        else if (!parsed.GetValue(_quiet))
        {
            error.WriteLine($"Record: {path}");
        }

        return missing is null ? ExitCode.Good : ExitCode.Interrupted;
    }

    private static double SecondsPerCheck(MeasurementPlan plan, RunRecord baseline) =>
        SecondsToStart
        + (baseline.Grid.Accepted.Count + baseline.Options.Devices.Count * baseline.Options.Workloads.Count)
            * GridMeasurement.SecondsPerCell(plan);

    private static string FileFor(string? given, RunRecord run, bool loaded)
    {
        if (given is { Length: 0 })
            throw new InputException("--output must name a file.");
        string path = Path.GetFullPath(
            given
                ?? Path.Combine(
                    Repository.Workplace,
                    "results",
                    run.Machine.Name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"calibration-{run.StartedUtc:yyyy-MM-dd}-{run.Commit}{(loaded ? "-load" : "")}.json"
                    )
                )
        );
        RequireNew(path);
        if (given is null)
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new InputException($"--output: the folder of '{given}' does not exist.");
    }

    private static void RequireNew(string path)
    {
        if (Path.Exists(path))
            throw new InputException($"'{path}' exists already; continue it with --resume, or name another file with --output.");
    }
}
