using System.CommandLine;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>sweep</c>: measures the grid, writes a run folder, prints a table.</summary>
internal sealed class SweepCommand
{
    private readonly GridArguments _grid = new(
        GridDefaults.Sweep,
        GridDefaults.Quick,
        GridDefaults.SweepOnCuda,
        GridDefaults.QuickOnCuda
    );

    private readonly ParsedOption<int?> _shards = new(
        "--shards",
        "n",
        "How many shards there are, if the engine of --shard auto does not say; with --list: show the cells of each. [default: what "
            + "the engine says]",
        text => OptionValue.ReadNumber("--shards", text, 1, Shard.MostShards)
    );

    private readonly ParsedOption<double> _seconds = new(
        "--seconds",
        "seconds",
        "Time for the whole sweep: cells that it is not enough for are recorded as not measured. [default: as long as it takes; "
            + "480 for the default grid of CUDA devices alone, with --quick 80]",
        text => OptionValue.ReadSeconds("--seconds", text, 1, "a number")
    );

    private readonly Option<bool> _list = new("--list")
    {
        Description =
            "Measure nothing: print the cells and about how long they would take, also as JSON or CSV. [default: measure]",
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description =
            "Folder of the run; new or empty. With --shard: the folder that holds the shards' folders. [default: a new one under "
                + "results/runs]",
        HelpName = "folder",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description =
            "A run's name or folder: measure what is missing in it, with the options it was begun with. A shard resumes by itself. "
                + "[default: a new run]",
        HelpName = "run",
    };

    private readonly ResultFormat _format = new();

    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress. [default: progress on standard error]" };

    public static Command Create()
    {
        var sweep = new SweepCommand();
        var command = new Command(
            "sweep",
            "Trains for real across the grid of accumulation × log frequency, and reports what the monitor costs and whether its "
                + "figures are right. The default grid takes about 8 min, --quick about a minute. With --device cuda it measures each "
                + "workload as it comes, where the host is the bottleneck, and at a size that keeps the device busy: A = 1 and 4, "
                + "L = 8 and 32, within 8 min, --quick within 80 s."
        );
        foreach (
            Option option in (Option[])
                [
                    .. sweep._grid.All,
                    sweep._shards,
                    sweep._seconds,
                    sweep._list,
                    sweep._output,
                    sweep._resume,
                    .. sweep._format.All,
                    sweep._quiet,
                ]
        )
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)sweep.Run(parsed));
        return command;
    }

    private ExitCode Run(ParseResult parsed)
    {
        DateTimeOffset begun = DateTimeOffset.UtcNow;
        string? earlier = NewRun.PathOf(parsed.GetValue(_resume)),
            folder = NewRun.FullPath(parsed.GetValue(_output));
        bool list = parsed.GetValue(_list);
        ResultFormat.Kind format = _format.Read(parsed);
        if (
            earlier is not null
            && (_grid.IsAnyGiven(parsed, beside: MeasurementOptions.Data) || folder is not null || _shards.IsGiven(parsed) || list)
        )
        {
            throw new InputException(
                "--resume takes its options from the run that it resumes: leave out all but --data, --seconds, --json, --csv and --quiet."
            );
        }

        MeasurementRequest request = _grid.Read(parsed) with { Shards = parsed.GetValue(_shards) };
        if (request is { Shard: null, Shards: not null } && !list)
            throw new InputException("--shards goes with --shard auto, or with --list.");
        string? data = request.DataPath;
        if (list)
            return List(request, format, parsed.InvocationConfiguration.Output);
        RunOptions? options = earlier is null ? Planned(RequestedOptions.Resolve(request)) : null;
        if (options?.Shard is { } shard)
        {
            folder = Path.Combine(folder ?? RunFolder.DefaultPathOfShards(Repository.Workplace, Repository.Commit()), shard.FolderName);
            earlier = ShardBegun(folder, options) ? folder : null;
        }

        if (earlier is not null && FinishedRun(earlier, data) is { } finished)
        {
            return Sweep.Show(
                finished,
                earlier,
                format,
                parsed.GetValue(_quiet),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error
            );
        }

        using RunFolder run = earlier is null
            ? NewRun.Create(folder, NewRun.Describe(options!, parsed.InvocationConfiguration.Error))
            : Resume(earlier, data);
        var sweep = new Sweep(
            run,
            format,
            parsed.GetValue(_quiet),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error
        );
        var plan = MeasurementPlan.From(run.Run.Options, data);
        TimeSpan? limit = _seconds.IsGiven(parsed) ? TimeSpan.FromSeconds(_seconds.ValueIn(parsed)) : _grid.LimitOf(parsed);
        if (limit is { } time && (earlier is null || _seconds.IsGiven(parsed)))
            plan = plan with { EndBy = begun + time };
        return sweep.Run(plan);
    }

    private static ExitCode List(MeasurementRequest request, ResultFormat.Kind format, TextWriter output)
    {
        RunOptions options = RequestedOptions.Resolve(request with { Shard = request.Shards is null ? request.Shard : null });
        GridList[] lists;
        if (request.Shards is { } count)
        {
            options = Planned(options with { Shard = new Shard(1, count) });
            lists = [.. Enumerable.Range(1, count).Select(index => new GridList(options with { Shard = new Shard(index, count) }))];
        }
        else
        {
            lists = [new GridList(Planned(options))];
        }

        GridList.Write(lists, format, output);
        return ExitCode.Good;
    }

    /// <summary>The options of a shard, with the recorded times that its grid is divided by.</summary>
    private static RunOptions Planned(RunOptions options) =>
        options.Shard is null ? options : RecordedSeconds.AddTo(options, Repository.Workplace);

    /// <summary>Whether a task for this shard has already begun its run, so that this one resumes it.</summary>
    /// <exception cref="InputException">The run in the shard's folder has other options.</exception>
    private static bool ShardBegun(string folder, RunOptions options)
    {
        if (!RunFolder.IsRun(folder))
            return false;
        string begun = RunFolder.Read(folder).Run.Options.ToCommand(),
            asked = options.ToCommand();
        return begun == asked
            ? true
            : throw new InputException(
                $"The shard's folder '{folder}' has a run with other options ({begun}), and this is: {asked}. Name another folder "
                    + "with --output."
            );
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
