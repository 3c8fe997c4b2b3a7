using System.CommandLine;
using System.Globalization;
using ThroughputBench.Benchmarks;
using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Workloads;

namespace ThroughputBench.Commands;

/// <summary>The options for what is measured and how; every command that measures has them.</summary>
/// <param name="defaults">A command's defaults.</param>
internal sealed class GridArguments(GridDefaults defaults)
{
    private readonly Option<string> _accumulate = List("--accumulate", "A: micro-batches per optimizer step.", defaults.Accumulate);
    private readonly Option<string> _logEvery = List("--log-every", "L: how often the monitor logs.", defaults.LogEvery);
    private readonly Option<string> _logUnit = List("--log-unit", "What L counts: batches or steps.", "batches", "unit");
    private readonly Option<string> _device = List("--device", "Devices: cpu, cuda, cuda:1; or auto for every one found.", "auto");
    private readonly Option<string?> _timing = new("--timing")
    {
        Description =
            "How the monitor times work on a CUDA device: events, sync-at-log, sync-every-batch. [default: all three on CUDA; the CPU has only one way]",
        HelpName = "list",
    };

    private readonly Option<string> _workload = List("--workload", "Workloads.", defaults.Workloads);
    private readonly SizeArguments _sizes = new();
    private readonly Option<string?> _data = new("--data")
    {
        Description = "File of text or bytes that bytelm is trained on. [default: the program's frozen text]",
        HelpName = "path",
    };
    private readonly Option<string> _threads = List("--threads", "Threads of libtorch inside an operator.", "1", "number");
    private readonly Option<string> _secondsPerCell = List(
        "--seconds-per-cell",
        "Time for the pairs of one cell; several times as long if that is expected to give a useful interval.",
        defaults.SecondsPerCell,
        "seconds"
    );
    private readonly Option<string> _seed = List("--seed", "Makes weights and data repeatable.", "1", "number");
    private readonly Option<string?> _fault = new("--fault")
    {
        Description = $"Puts a known fault into the monitor, to test that it is found: {Fault.Words}. [default: none]",
        HelpName = "fault",
    };

    private readonly Option<bool> _inProcess = new("--in-process")
    {
        Description =
            "Measure inside this process: nothing is built, but the cells are not isolated from one another. Otherwise each cell has its own process."
            + (defaults.InProcess || Repository.IsBundle ? "" : " [default: false]"),
        DefaultValueFactory = _ => defaults.InProcess || Repository.IsBundle,
        HelpName = "true|false",
    };

    /// <summary>Whether the command line says how the monitor times work on a device.</summary>
    public bool IsTimingGiven(ParseResult parsed) => parsed.GetResult(_timing) is { Implicit: false };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All =>
        [
            _accumulate,
            _logEvery,
            _logUnit,
            _device,
            _timing,
            _workload,
            .. _sizes.All,
            _data,
            _threads,
            _secondsPerCell,
            _seed,
            _fault,
            _inProcess,
        ];

    /// <summary>What to measure.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plan">How to measure it.</param>
    /// <param name="instead">What is measured by default, if not the command's defaults.</param>
    /// <exception cref="InputException">An option cannot be used; the message is the line for the user.</exception>
    public GridOptions ReadGrid(ParseResult parsed, MeasurementPlan plan, GridDefaults? instead = null)
    {
        IReadOnlyList<string> devices = DevicesOf(parsed.GetRequiredValue(_device));
        return ReadGrid(parsed, plan, devices, Timings(parsed.GetValue(_timing), devices), instead);
    }

    private GridOptions ReadGrid(
        ParseResult parsed,
        MeasurementPlan plan,
        IReadOnlyList<string> devices,
        IReadOnlyList<DeviceTiming> timings,
        GridDefaults? instead
    ) =>
        new()
        {
            Timings = timings,
            Accumulate = Numbers(_accumulate, ValueOf(_accumulate, parsed, instead?.Accumulate)),
            LogEvery = Numbers(_logEvery, ValueOf(_logEvery, parsed, instead?.LogEvery)),
            LogUnit = parsed.GetRequiredValue(_logUnit) switch
            {
                "batches" => LogUnit.Batches,
                "steps" => LogUnit.Steps,
                var other => throw new InputException($"--log-unit must be batches or steps, not '{other}'."),
            },
            Devices = devices,
            Workloads = WorkloadSizes(
                ValueOf(_workload, parsed, instead?.Workloads),
                _sizes.Read(parsed, new WorkloadOptions { Seed = plan.Seed, DataPath = plan.DataPath })
            ),
        };

    /// <summary>How to measure it.</summary>
    /// <exception cref="InputException">An option cannot be used; the message is the line for the user.</exception>
    public MeasurementPlan ReadPlan(ParseResult parsed)
    {
        string? fault = parsed.GetValue(_fault);
        if (fault is not null)
            Fault.Parse(fault);
        if (Repository.IsBundle && !parsed.GetValue(_inProcess))
        {
            throw new InputException(
                $"{_inProcess.Name} false: a process for each cell is built with a .NET SDK from a clone of the project; a bundle measures in its own process."
            );
        }

        if (!parsed.GetValue(_inProcess))
            ChildBuild.Require();
        return new MeasurementPlan
        {
            Threads = Number(_threads, parsed, 1, 1024),
            SecondsPerCell = Seconds(parsed),
            Seed = Number(_seed, parsed, 0, int.MaxValue),
            DataPath = DataPath(parsed.GetValue(_data)),
            Fault = fault,
            InProcess = parsed.GetValue(_inProcess),
        };
    }

    /// <summary>Those for a command that puts its own faults into the monitor.</summary>
    public IReadOnlyList<Option> AllButFault => [.. All.Where(option => option != _fault)];

    /// <summary>The options as arguments for another process of this program, except the fault.</summary>
    public IEnumerable<string> ToArguments(RunOptions options, MeasurementPlan plan)
    {
        yield return $"{_accumulate.Name}={string.Join(',', options.Accumulate.Select(Text))}";
        yield return $"{_logEvery.Name}={string.Join(',', options.LogEvery.Select(Text))}";
        yield return $"{_logUnit.Name}={(options.LogUnit == LogUnit.Steps ? "steps" : "batches")}";
        yield return $"{_device.Name}={string.Join(',', options.Devices)}";
        yield return $"{_workload.Name}={string.Join(',', options.Workloads.Select(workload => workload.Name))}";
        foreach (string size in options.TimingAndSizeWords().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            yield return size;
        yield return $"{_threads.Name}={Text(plan.Threads)}";
        yield return $"{_secondsPerCell.Name}={plan.SecondsPerCell.ToString(CultureInfo.InvariantCulture)}";
        yield return $"{_seed.Name}={Text(plan.Seed)}";
        if (plan.DataPath is { } data)
            yield return $"{_data.Name}={data}";
        yield return $"{_inProcess.Name}={(plan.InProcess ? "true" : "false")}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether any of them was given.</summary>
    public bool AnyGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>Whether any of them was given, other than the data.</summary>
    public bool AnyGivenBesideData(ParseResult parsed) =>
        All.Any(option => option != _data && parsed.GetResult(option) is { Implicit: false });

    private static Option<string> List(string name, string description, string byDefault, string helpName = "list") =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => byDefault,
            HelpName = helpName,
        };

    private static string ValueOf(Option<string> option, ParseResult parsed, string? instead) =>
        instead is null || parsed.GetResult(option) is { Implicit: false } ? parsed.GetRequiredValue(option) : instead;

    private static IReadOnlyList<int> Numbers(Option<string> option, string text) =>
        IntegerList.TryParse(option.Name, text, out IReadOnlyList<int>? values, out string? error)
            ? values
            : throw new InputException(error);

    private static int Number(Option<string> option, ParseResult parsed, int least, int most)
    {
        string text = parsed.GetRequiredValue(option);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new InputException($"{option.Name} must be a whole number from {least} to {most}, not '{text}'.");
    }

    private static string? DataPath(string? path) =>
        path is null ? null
        : path.Length == 0 ? throw new InputException("--data must name a file.")
        : Path.GetFullPath(path);

    private double Seconds(ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(_secondsPerCell);
        return
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= 0.1 and <= 86_400
            ? seconds
            : throw new InputException($"--seconds-per-cell must be a number from 0.1 to 86400, not '{text}'.");
    }

    private static IReadOnlyList<string> Names(string option, string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(string.IsNullOrEmpty))
            throw new InputException($"{option} must name at least one, separated by commas, not '{text}'.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"{option} names '{twice.Key}' twice.");
        return names;
    }

    private static IReadOnlyList<string> DevicesOf(string text)
    {
        var devices = new DeviceNames(new CudaSystem());
        if (text == "auto")
            return devices.Found();
        IReadOnlyList<string> names = Names("--device", text);
        foreach (string name in names)
            devices.Require(name);
        return names;
    }

    /// <summary>The ways to time that are a dimension of the grid of these devices.</summary>
    /// <exception cref="InputException">One is unknown, or named twice, or no device has more than one way.</exception>
    internal static IReadOnlyList<DeviceTiming> Timings(string? text, IReadOnlyList<string> devices)
    {
        DeviceTiming[]? given = text is null ? null : [.. Names("--timing", text).Select(TimingNamed)];
        if (devices.Any(TimingNames.MatterOn))
            return given ?? TimingNames.All;
        return given is null
            ? []
            : throw new InputException(
                "--timing is for CUDA devices, and --device names none: on the CPU there is only one way. Leave out --timing."
            );
    }

    private static DeviceTiming TimingNamed(string name)
    {
        foreach (DeviceTiming timing in TimingNames.All)
        {
            if (timing.Name() == name)
                return timing;
        }
        throw new InputException(
            $"--timing must be of {string.Join(", ", TimingNames.All.Select(timing => timing.Name()))}, not '{name}'."
        );
    }

    private static IReadOnlyList<WorkloadSize> WorkloadSizes(string text, WorkloadOptions options)
    {
        var sizes = new List<WorkloadSize>();
        foreach (string name in Names("--workload", text))
        {
            using Workload workload = WorkloadCatalog.Create(name, options);
            sizes.Add(new WorkloadSize(name, workload.BatchSize, workload.Shape.ToGrid()));
        }
        if (options.DataPath is not null && sizes.All(size => size.Name != WorkloadCatalog.TextWorkload))
        {
            throw new InputException(
                $"--data is the file that {WorkloadCatalog.TextWorkload} is trained on, but --workload {text} does not include it: leave out --data."
            );
        }

        return sizes;
    }
}
