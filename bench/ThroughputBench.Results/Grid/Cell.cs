using System.Globalization;
using System.Text.RegularExpressions;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Grid;

/// <summary>One point of the grid: device × workload × A × L.</summary>
internal sealed partial record Cell
{
    /// <summary>A torch device, for example <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">Not a device's name.</exception>
    public required string Device
    {
        get;
        init => field = Named(DeviceName(), value, "device", "cpu or cuda:0");
    }

    /// <summary>Name of the workload: small letters, digits and hyphens, for example <c>mlp</c>.</summary>
    /// <exception cref="ArgumentException">Not a workload's name.</exception>
    public required string Workload
    {
        get;
        init => field = Named(WorkloadName(), value, "workload", "mlp");
    }

    /// <summary>Samples per micro-batch; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public required int BatchSize
    {
        get;
        init => field = AtLeastOne(value, "batch size");
    }

    /// <summary>Shape of the workload's model; width and depth are at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or depth is below 1.</exception>
    public required WorkloadShape Shape
    {
        get;
        init => field = new(AtLeastOne(value.Width, "width"), AtLeastOne(value.Depth, "depth"), value.Dtype);
    }

    /// <summary>How the monitor times work on a CUDA device; <see langword="null"/> on the CPU, which has only one way.</summary>
    /// <exception cref="ArgumentException">There is one on a device that is not CUDA's.</exception>
    public DeviceTiming? Timing
    {
        get;
        init =>
            field =
                value is null || TimingNames.MatterOn(Device)
                    ? value
                    : throw new ArgumentException($"A timing has no meaning on the device {Device}.");
    }

    /// <summary>A: micro-batches per optimizer step; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public required int Accumulate
    {
        get;
        init => field = AtLeastOne(value, "accumulation");
    }

    /// <summary>L: how many of <see cref="LogUnit"/> lie between two logs; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public required int LogEvery
    {
        get;
        init => field = AtLeastOne(value, "log interval");
    }

    /// <summary>What <see cref="LogEvery"/> counts.</summary>
    public LogUnit LogUnit { get; init; } = LogUnit.Batches;

    /// <summary><see cref="LogEvery"/> with its unit, as the monitor takes it.</summary>
    public LogInterval LogInterval => new(LogEvery, LogUnit);

    /// <summary>Accumulation cycles from one log to the next, if the right rule accepts the cell.</summary>
    public int CyclesPerLog => LogUnit == LogUnit.Steps ? LogEvery : LogEvery / Accumulate;

    /// <summary>The workload with its size: what cells share that are measured on the same model and data.</summary>
    public WorkloadSize Size => new(Workload, BatchSize, Shape);

    /// <summary>A name that distinguishes this cell from all others and is valid as a file's name: for example
    /// <c>cpu-mlp-b32-a4-l8-batches</c>.</summary>
    public string Id =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Device.Replace(":", "", StringComparison.Ordinal)}-{Workload}-b{BatchSize}{Shape.SuffixFor(Workload)}{(Timing is { } timing ? $"-{timing.Name()}" : "")}-a{Accumulate}-l{LogEvery}-{(LogUnit == LogUnit.Steps ? "steps" : "batches")}"
        );

    /// <summary>For people: for example <c>mlp on cpu, A = 4, L = 8 batches</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Size.Words} on {Device}{(Timing is { } timing ? $", timing {timing.Name()}" : "")}, A = {Accumulate}, "
                + $"L = {LogEvery} {(LogUnit == LogUnit.Steps ? "step" : "batch")}{(LogEvery == 1 ? "" : LogUnit == LogUnit.Steps ? "s" : "es")}"
        );

    private static string Named(Regex pattern, string value, string what, string example) =>
        pattern.IsMatch(value) ? value : throw new ArgumentException($"'{value}' is not a {what}'s name; one looks like {example}.");

    private static int AtLeastOne(int value, string what) =>
        value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value),
                value,
                string.Create(CultureInfo.InvariantCulture, $"The {what} must be at least 1, not {value}.")
            );

    [GeneratedRegex(@"\A[a-z]{1,16}(:[0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceName();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WorkloadName();
}
