using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>
/// Every option of a measurement, declared once. A new one is an entry here, a property of <see cref="RunOptions"/>, and an example in the
/// test of all options.
/// </summary>
internal static class MeasurementOptions
{
    private static readonly (string Word, LogUnit Unit)[] Units = [("batches", LogUnit.Batches), ("steps", LogUnit.Steps)];

    private static readonly (string Word, DeviceTiming Timing)[] Timings = [.. TimingNames.All.Select(timing => (timing.Name(), timing))];

    /// <summary><c>--device</c>.</summary>
    public static MeasurementOption Device { get; } =
        new()
        {
            Name = "--device",
            HelpName = "list",
            Description = "Devices: cpu, cuda, cuda:1; or auto for every one found.",
            Default = "auto",
            Property = "devices",
            Read = text =>
            {
                IReadOnlyList<string>? names = text == "auto" ? null : OptionValue.ReadNames("--device", text);
                return request => request with { Devices = names };
            },
            Write = options => string.Join(',', options.Devices),
        };

    /// <summary><c>--workload</c>. Which workloads there are, and so the default, is for the command line to say.</summary>
    public static MeasurementOption Workload { get; } =
        new()
        {
            Name = "--workload",
            HelpName = "list",
            Description = "Workloads.",
            Property = "workloads",
            Read = text =>
            {
                IReadOnlyList<string> names = OptionValue.ReadNames("--workload", text);
                return request => request with { Workloads = names };
            },
            Write = options => string.Join(',', options.Workloads.Select(workload => workload.Name).Distinct()),
        };

    /// <summary><c>--accumulate</c>.</summary>
    public static MeasurementOption Accumulate { get; } =
        new()
        {
            Name = "--accumulate",
            HelpName = "list",
            Description = "A: micro-batches per optimizer step.",
            Default = Text(GridOptions.DefaultAccumulate),
            Property = "accumulate",
            Read = text =>
            {
                IReadOnlyList<int> values = IntegerList.Read("--accumulate", text);
                return Recording(options => options with { Accumulate = values });
            },
            Write = options => Text(options.Accumulate),
        };

    /// <summary><c>--log-every</c>.</summary>
    public static MeasurementOption LogEvery { get; } =
        new()
        {
            Name = "--log-every",
            HelpName = "list",
            Description = "L: how often the monitor logs.",
            Default = Text(GridOptions.DefaultLogEvery),
            Property = "logEvery",
            Read = text =>
            {
                IReadOnlyList<int> values = IntegerList.Read("--log-every", text);
                return Recording(options => options with { LogEvery = values });
            },
            Write = options => Text(options.LogEvery),
        };

    /// <summary><c>--log-unit</c>.</summary>
    public static MeasurementOption CountedIn { get; } =
        new()
        {
            Name = "--log-unit",
            HelpName = "unit",
            Description = "What L counts: batches or steps.",
            Default = "batches",
            Property = "logUnit",
            Read = text =>
            {
                LogUnit unit = OptionValue.ReadWord("--log-unit", text, Units, "batches or steps");
                return Recording(options => options with { LogUnit = unit });
            },
            Write = options => Units.First(unit => unit.Unit == options.LogUnit).Word,
        };

    /// <summary><c>--timing</c>.</summary>
    public static MeasurementOption Timing { get; } =
        new()
        {
            Name = "--timing",
            HelpName = "list",
            Description = "How the monitor times work on a CUDA device: events, sync-at-log, sync-every-batch.",
            DefaultWords = "all three on CUDA; the CPU has one way only",
            Property = "timings",
            Read = text =>
            {
                string choice = "of " + string.Join(", ", Timings.Select(timing => timing.Word));
                DeviceTiming[] timings =
                [
                    .. OptionValue.ReadNames("--timing", text).Select(name => OptionValue.ReadWord("--timing", name, Timings, choice)),
                ];
                return request => request with { Timings = timings };
            },
            Write = options =>
                options.Timings is { Count: > 0 } timings ? string.Join(',', timings.Select(timing => timing.Name())) : null,
        };

    /// <summary><c>--threads</c>.</summary>
    public static MeasurementOption Threads { get; } =
        new()
        {
            Name = "--threads",
            HelpName = "number",
            Description = "Threads of libtorch inside an operator.",
            Default = "1",
            Property = "threads",
            Read = text =>
            {
                int threads = OptionValue.ReadNumber("--threads", text, 1, 1024);
                return Recording(options => options with { Threads = threads });
            },
            Write = options => Text(options.Threads),
            KeyValue = (options, _) => Text(options.Threads),
            Comparison = ComparisonRule.Same,
            ComparedValue = (options, _) => Text(options.Threads),
        };

    /// <summary><c>--seconds-per-cell</c>.</summary>
    public static MeasurementOption SecondsPerCell { get; } =
        new()
        {
            Name = "--seconds-per-cell",
            HelpName = "seconds",
            Description =
                "Time for the pairs of one cell; several times as long if that can be expected to give an interval that says something.",
            Default = "3",
            Property = "secondsPerCell",
            Read = text =>
            {
                double seconds = OptionValue.ReadSeconds("--seconds-per-cell", text, 0.1, "a number");
                return Recording(options => options with { SecondsPerCell = seconds });
            },
            Write = options => options.SecondsPerCell.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary><c>--seed</c>.</summary>
    public static MeasurementOption Seed { get; } =
        new()
        {
            Name = "--seed",
            HelpName = "number",
            Description = "Makes weights and data repeatable.",
            Default = "1",
            Property = "seed",
            Read = text =>
            {
                int seed = OptionValue.ReadNumber("--seed", text, 0, int.MaxValue);
                return Recording(options => options with { Seed = seed });
            },
            Write = options => Text(options.Seed),
            KeyValue = (options, _) => Text(options.Seed),
            Comparison = ComparisonRule.Same,
            ComparedValue = (options, _) => Text(options.Seed),
        };

    /// <summary><c>--data</c>.</summary>
    public static MeasurementOption Data { get; } =
        new()
        {
            Name = "--data",
            HelpName = "path",
            Description = "File of text or bytes that bytelm is trained on.",
            DefaultWords = "a text of the program's own",
            Property = "data",
            Read = text =>
            {
                string path = OptionValue.ReadFile("--data", text);
                return request => request with { DataPath = path };
            },
            Write = options => options.Data?.Name,
            KeyValue = (options, workload) => options.TextOf(workload)?.Sha256,
            Comparison = ComparisonRule.Same,
            ComparedValue = (options, workload) =>
                options.TextOf(workload) is { } data
                    ? $"{data.Name} (SHA-256 {data.Sha256[..Math.Min(12, data.Sha256.Length)]}…)"
                    : "the workload's own",
        };

    /// <summary><c>--fault</c>. Which faults there are is for the command line to say.</summary>
    public static MeasurementOption Fault { get; } =
        new()
        {
            Name = "--fault",
            HelpName = "fault",
            Description = "Puts a known fault into the monitor, to see that it is noticed",
            DefaultWords = "none",
            Property = "fault",
            Read = text => Recording(options => options with { Fault = text }),
            Write = options => options.Fault,
            KeyValue = (options, _) => options.Fault,
            // To see what becomes of a fault is what it was put in for; a baseline with one is no baseline.
            Comparison = ComparisonRule.NotInBaseline,
            ComparedValue = (options, _) => options.Fault,
        };

    /// <summary><c>--in-process</c>.</summary>
    public static MeasurementOption InProcess { get; } =
        new()
        {
            Name = "--in-process",
            HelpName = "true|false",
            Description =
                "Measure inside this process: it starts sooner, but one launch does not know what launches differ by. "
                    + "Otherwise up to sixteen processes for each workload measure its cells, a launch or two of each.",
            Default = "false",
            Property = "inProcess",
            IsSwitch = true,
            Read = text =>
            {
                bool inProcess = OptionValue.ReadSwitch("--in-process", text);
                return Recording(options => options with { InProcess = inProcess });
            },
            Write = options => options.InProcess ? "true" : "false",
        };

    /// <summary><c>--shard</c>.</summary>
    public static MeasurementOption Shard { get; } =
        new()
        {
            Name = "--shard",
            HelpName = "i/n",
            Description = "Measure the i-th of n parts of the grid; or auto for the part that Slurm, Kubernetes or a CI matrix names.",
            DefaultWords = "the whole grid",
            Property = "shard",
            Read = text =>
            {
                ShardRequest shard = ShardRequest.Read(text);
                return request => request with { Shard = shard };
            },
            Write = options => options.Shard?.ToString(),
        };

    /// <summary>All of them: in the order of help, of the command that repeats a run, and of keys.</summary>
    public static IReadOnlyList<MeasurementOption> All { get; } =
        [
            Device,
            Workload,
            Accumulate,
            LogEvery,
            CountedIn,
            Timing,
            SizeOptions.Size,
            SizeOptions.BatchSize,
            SizeOptions.Width,
            SizeOptions.Depth,
            SizeOptions.Dtype,
            Threads,
            SecondsPerCell,
            Seed,
            Data,
            Fault,
            InProcess,
            Shard,
        ];

    /// <summary>
    /// <c>--quick</c>: two logging rates far apart, each with and without accumulation, in the workload whose steps are the shortest, so that
    /// the monitor is the largest share of them. All cells are of the default grid, so they can be compared with published ones.
    /// </summary>
    public static MeasurementShortcut Quick { get; } =
        new()
        {
            Name = "--quick",
            Purpose = "A first answer within a minute, from four cells.",
            StandsFor = [(Workload, "mlp"), (Accumulate, "1,2"), (LogEvery, "2,32"), (InProcess, "true")],
        };

    private static MeasurementChange Recording(Func<RunOptions, RunOptions> change) =>
        request => request with { Options = change(request.Options) };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyList<int> values) => string.Join(',', values.Select(value => Text(value)));
}
