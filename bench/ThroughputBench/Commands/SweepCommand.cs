using System.CommandLine;
using ThroughputBench.Benchmarks;
using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>sweep</c>: measures the grid, writes a run folder, prints a table.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var grid = new GridArguments(GridDefaults.Sweep);
        var output = new Option<string?>("--output")
        {
            Description = "Folder of the run; new or empty. [default: a new one under results/runs]",
            HelpName = "folder",
        };
        var resume = new Option<string?>("--resume")
        {
            Description = "A run's folder: measure what is missing in it, with the options it was begun with. [default: a new run]",
            HelpName = "run",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON. [default: a table]" };
        var seconds = new ParsedOption<double>(
            "--seconds",
            "seconds",
            "Time for the whole sweep: cells that it is not enough for are recorded as not measured. [default: as long as it takes]",
            text => OptionValue.ReadSeconds("--seconds", text, 1, "a number")
        );
        var quiet = new Option<bool>("--quiet") { Description = "No progress. [default: progress on standard error]" };
        var command = new Command(
            "sweep",
            "Trains for real across the grid of accumulation × log frequency, and reports what the monitor costs and whether its figures are right."
        );
        foreach (Option option in (Option[])[.. grid.All, seconds, output, resume, json, quiet])
            command.Options.Add(option);

        command.SetAction(parsed =>
        {
            DateTimeOffset begun = DateTimeOffset.UtcNow;
            string? earlier = NewRun.FullPath(parsed.GetValue(resume)),
                folder = NewRun.FullPath(parsed.GetValue(output));
            if (earlier is not null && (grid.IsAnyGiven(parsed, beside: MeasurementOptions.Data) || folder is not null))
            {
                throw new InputException(
                    "--resume takes its options from the run that it resumes: leave out all but --data, --seconds, --json and --quiet."
                );
            }

            MeasurementRequest request = grid.Read(parsed);
            string? data = request.DataPath;
            if (earlier is not null && FinishedRun(earlier, data) is { } finished)
            {
                return (int)
                    Sweep.Show(
                        finished,
                        earlier,
                        parsed.GetValue(json),
                        parsed.GetValue(quiet),
                        parsed.InvocationConfiguration.Output,
                        parsed.InvocationConfiguration.Error
                    );
            }

            using RunFolder run = earlier is null
                ? NewRun.Create(folder, NewRun.Describe(RequestedOptions.Resolve(request), parsed.InvocationConfiguration.Error))
                : Resume(earlier, data);
            var sweep = new Sweep(
                run,
                parsed.GetValue(json),
                parsed.GetValue(quiet),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error
            );
            var plan = MeasurementPlan.From(run.Run.Options, data);
            return (int)sweep.Run(seconds.IsGiven(parsed) ? plan with { EndBy = begun + TimeSpan.FromSeconds(seconds.ValueIn(parsed)) } : plan);
        });
        return command;
    }

    /// <summary>
    /// A run with nothing left to measure, which is only shown; <see langword="null"/> if something is left.
    /// </summary>
    private static RecordedRun? FinishedRun(string path, string? dataPath)
    {
        RecordedRun recorded = RunFolder.Read(path);
        if (recorded.Run.State != RunState.Finished || !recorded.IsWhole)
            return null;
        RunOptions options = recorded.Run.Options;
        NewRun.RequireData(options, dataPath);
        recorded.Run.RequireResumable(path, Repository.Commit(), NewRun.MachineOf(options.Threads, options.Devices));
        return recorded;
    }

    private static RunFolder Resume(string path, string? dataPath)
    {
        RunOptions options = RunFolder.Read(path).Run.Options;
        NewRun.RequireData(options, dataPath);
        return RunFolder.Resume(path, Repository.Commit(), NewRun.MachineOf(options.Threads, options.Devices));
    }
}
