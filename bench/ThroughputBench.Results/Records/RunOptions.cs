using System.Text;
using System.Text.Json.Serialization;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>The options of a sweep: enough to repeat it.</summary>
internal sealed record RunOptions
{
    /// <summary>See <see cref="TargetHalfWidth"/>; 0.05 % of a step.</summary>
    public const double DefaultTargetHalfWidth = 0.0005;

    /// <summary>Torch devices.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>Workloads, each with its samples per micro-batch.</summary>
    public required IReadOnlyList<WorkloadSize> Workloads { get; init; }

    /// <summary>How the monitor times work on CUDA devices; <see langword="null"/> if there is none.</summary>
    public IReadOnlyList<DeviceTiming>? Timings { get; init; }

    /// <summary>Values of A.</summary>
    public required IReadOnlyList<int> Accumulate { get; init; }

    /// <summary>Values of L.</summary>
    public required IReadOnlyList<int> LogEvery { get; init; }

    /// <summary>What L counts.</summary>
    public required LogUnit LogUnit { get; init; }

    /// <summary>Longest time for the pairs of one cell, in seconds.</summary>
    public required double SecondsPerCell { get; init; }

    /// <summary>Half-width of the interval, as a fraction of the step, at which measuring a cell ends early.</summary>
    public required double TargetHalfWidth { get; init; }

    /// <summary>Threads that libtorch uses inside an operator.</summary>
    public required int Threads { get; init; }

    /// <summary>Makes weights and data repeatable.</summary>
    public required long Seed { get; init; }

    /// <summary>The file given with <c>--data</c>, or <see langword="null"/> for each workload's own.</summary>
    public DataFacts? Data { get; init; }

    /// <summary>
    /// A known fault that was put into the monitored side, as on the command line, to test that it is found; <see langword="null"/> in a
    /// real run.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>
    /// Whether the cells were measured inside the program's own process, rather than in processes that each have a launch of every cell.
    /// </summary>
    public bool InProcess { get; init; }

    /// <summary>
    /// The text that is part of the program and that a workload trains on if no file is given; <see langword="null"/> if no workload of the
    /// run does, and in runs of schema version 1, which trained on the README of their commit.
    /// </summary>
    public DataFacts? OwnText { get; init; }

    /// <summary>The part of the grid that the run is; <see langword="null"/> for all of it.</summary>
    public Shard? Shard { get; init; }

    /// <summary>
    /// Seconds that cells of the grid took in the last published run, by <see cref="Cell.Id"/>: what a grid was divided by;
    /// <see langword="null"/> if nothing was known, and in a run that is no shard.
    /// </summary>
    public IReadOnlyDictionary<string, double>? CellSeconds { get; init; }

    /// <summary>
    /// The text that a workload was trained on: the user's file or the program's own; <see langword="null"/> if it makes its data.
    /// </summary>
    /// <param name="workload">The workload's name.</param>
    public DataFacts? TextOf(string workload) => new[] { Data, OwnText }.FirstOrDefault(text => text?.Workload == workload);

    /// <summary>The grid that these options span.</summary>
    public GridOptions ToGrid() =>
        new()
        {
            Devices = Devices,
            Workloads = Workloads,
            Timings = Timings ?? [],
            Accumulate = Accumulate,
            LogEvery = LogEvery,
            LogUnit = LogUnit,
            Shard = Shard,
            Seed = Seed,
            CellSeconds = CellSeconds,
        };

    /// <summary>Whether they include the whole grid that is measured by default.</summary>
    [JsonIgnore]
    public bool HasWholeGrid =>
        GridOptions.DefaultAccumulate.All(Accumulate.Contains) && GridOptions.DefaultLogEvery.All(LogEvery.Contains);

    /// <summary>
    /// The size of a workload of the run; <see langword="null"/> if it is not one of them, or has several sizes.
    /// </summary>
    /// <param name="workload">The workload's name.</param>
    public WorkloadSize? SizeOf(string workload) => Workloads.Where(size => size.Name == workload).ToArray() is [var one] ? one : null;

    /// <summary>
    /// The options that change what is measured in a cell of a workload, as text to compare. The lists are left out, because they concern
    /// other cells. So are the time and the isolation, because they only change the precision.
    /// </summary>
    public string KeyOf(string workload) =>
        string.Join(
            ' ',
            from option in MeasurementOptions.All
            let value = option.KeyValue(this, workload)
            where value is not null
            select $"{option.Word}={value}"
        );

    /// <summary>The command that repeats the run, from the repository's root.</summary>
    public string ToCommand()
    {
        var command = new StringBuilder("./run.sh sweep");
        foreach (MeasurementOption option in MeasurementOptions.All)
        {
            if (option.Write(this) is not { } value || (option.IsSwitch && value == "false"))
                continue;
            command.Append(' ').Append(option.Name);
            if (!option.IsSwitch)
                command.Append(' ').Append(Quoted(value));
        }
        return command.ToString();
    }

    /// <summary>The options as another process of this program takes them.</summary>
    /// <param name="dataPath">Where the file lies that <see cref="Data"/> describes; <see langword="null"/> if there is none.</param>
    public IEnumerable<string> ToArguments(string? dataPath) =>
        from option in MeasurementOptions.All
        let value = option == MeasurementOptions.Data ? dataPath : option.Write(this)
        where value is not null
        select $"{option.Name}={value}";

    /// <summary>A word for a POSIX shell.</summary>
    internal static string Quoted(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./%=:,".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
