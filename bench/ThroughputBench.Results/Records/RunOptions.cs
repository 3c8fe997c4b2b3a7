using System.Globalization;
using System.Text;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>The options of a sweep: enough to repeat it.</summary>
internal sealed record RunOptions
{
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

    /// <summary>Whether the cells were measured inside one process, rather than in a process for each.</summary>
    public bool InProcess { get; init; }

    /// <summary>
    /// The text that is part of the program and that a workload trains on if no file is given; <see langword="null"/> if no workload of the
    /// run does, and in runs
    /// of schema version 1, which trained on the README of their commit.
    /// </summary>
    public DataFacts? OwnText { get; init; }

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
        };

    /// <summary>
    /// The options that change what is measured in a cell of a workload, as text to compare. The lists are left out, because they concern
    /// other cells. So are the time and the isolation, because they only change the precision.
    /// </summary>
    public string KeyOf(string workload)
    {
        var key = new StringBuilder().Append(CultureInfo.InvariantCulture, $"threads={Threads} seed={Seed}");
        if (TextOf(workload) is { } text)
            key.Append(CultureInfo.InvariantCulture, $" data={text.Sha256}");
        if (Fault is { } fault)
            key.Append(CultureInfo.InvariantCulture, $" fault={fault}");
        return key.ToString();
    }

    /// <summary>The command that repeats the run, from the repository's root.</summary>
    public string ToCommand()
    {
        var command = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"./run.sh sweep --device {string.Join(',', Devices)} --workload {string.Join(',', Workloads.Select(workload => workload.Name))} "
                + $"--accumulate {List(Accumulate)} --log-every {List(LogEvery)} --log-unit {(LogUnit == LogUnit.Steps ? "steps" : "batches")} {TimingAndSizeWords()}"
                + $"--threads {Threads} --seconds-per-cell {SecondsPerCell} --seed {Seed}"
        );
        if (Data is { } data)
            command.Append(" --data ").Append(Quoted(data.Name));
        if (Fault is { } fault)
            command.Append(" --fault ").Append(Quoted(fault));
        if (InProcess)
            command.Append(" --in-process");
        return command.ToString();
    }

    /// <summary>
    /// The options for timing and for the sizes of workloads, each followed by a space; empty if all have their defaults. One option holds
    /// for all workloads, so it was given if one of them differs from its default. Records without shapes are older than these options.
    /// </summary>
    public string TimingAndSizeWords()
    {
        var options = new StringBuilder();
        if (Timings is { Count: > 0 } timings)
            options.Append("--timing ").AppendJoin(',', timings.Select(timing => timing.Name())).Append(' ');
        if (Workloads.Any(workload => workload.Shape is not null && workload.BatchSize != WorkloadShape.DefaultBatchSizeOf(workload.Name)))
            options.Append(CultureInfo.InvariantCulture, $"--batch-size {Workloads[0].BatchSize} ");
        if (Workloads.Any(workload => workload.ShapeInForce.Width != WorkloadShape.DefaultOf(workload.Name).Width))
            options.Append(CultureInfo.InvariantCulture, $"--width {Workloads[0].ShapeInForce.Width} ");
        if (Workloads.Any(workload => workload.ShapeInForce.Depth != WorkloadShape.DefaultOf(workload.Name).Depth))
            options.Append(CultureInfo.InvariantCulture, $"--depth {Workloads[0].ShapeInForce.Depth} ");
        if (Workloads.Any(workload => workload.ShapeInForce.Dtype != WorkloadShape.DefaultOf(workload.Name).Dtype))
            options.Append(CultureInfo.InvariantCulture, $"--dtype {Workloads[0].ShapeInForce.DtypeName} ");
        return options.ToString();
    }

    private static string List(IReadOnlyList<int> values) =>
        string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A word for a POSIX shell.</summary>
    private static string Quoted(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./%=:,".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
