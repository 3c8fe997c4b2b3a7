using System.Text.Json.Serialization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>
/// What another monitor costs in one cell: one line of <c>peers.jsonl</c>, as the scripts in <c>bench/peers</c> write it.
/// </summary>
internal sealed record PeerRecord
{
    /// <summary>Version of the schema; see <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = RunRecord.CurrentSchemaVersion;

    /// <summary>The other monitor.</summary>
    public required string Peer { get; init; }

    /// <summary>Versions of what it runs on, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <inheritdoc cref="Cell.Device"/>
    public required string Device { get; init; }

    /// <inheritdoc cref="Cell.Workload"/>
    public required string Workload { get; init; }

    /// <inheritdoc cref="Cell.BatchSize"/>
    public required int BatchSize { get; init; }

    /// <inheritdoc cref="Cell.Shape"/>
    public required WorkloadShape Shape { get; init; }

    /// <inheritdoc cref="Cell.Accumulate"/>
    public required int Accumulate { get; init; }

    /// <summary>L, in micro-batches.</summary>
    public required int LogEvery { get; init; }

    /// <summary>What became of it.</summary>
    public required PeerStatus Status { get; init; }

    /// <summary>Why it was not measured.</summary>
    public string? Reason { get; init; }

    /// <summary>An optimizer step without the monitor, in nanoseconds.</summary>
    public double? StepNanoseconds { get; init; }

    /// <summary>What the monitor adds to a micro-batch, in nanoseconds.</summary>
    public double? NanosecondsPerBatch { get; init; }

    /// <summary>The same as a fraction of the step.</summary>
    public double? Overhead { get; init; }

    /// <summary>Lower end of its interval.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of its interval.</summary>
    public double? Upper { get; init; }

    /// <summary>Nominal coverage of the interval.</summary>
    public double? Confidence { get; init; }

    /// <summary>Pairs of blocks that it is made from.</summary>
    public int? Pairs { get; init; }

    /// <summary>
    /// The host's time inside the monitor's hook, per micro-batch, in nanoseconds; <see langword="null"/> if it was not measured.
    /// </summary>
    public double? DirectNanosecondsPerBatch { get; init; }

    /// <summary>The suite's cell that it corresponds to, except for the timing: a peer times in its own way.</summary>
    public Cell ToCell() =>
        new()
        {
            Device = Device,
            Workload = Workload,
            BatchSize = BatchSize,
            Shape = Shape,
            Accumulate = Accumulate,
            LogEvery = LogEvery,
        };
}
