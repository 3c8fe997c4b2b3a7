using System.Text.Json.Serialization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>How the time of a short training with the monitor divides among phases: one line of <c>ledgers.jsonl</c>.</summary>
internal sealed record LedgerRecord
{
    /// <summary>Version of the schema; see <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = RunRecord.CurrentSchemaVersion;

    /// <inheritdoc cref="RunRecord.RunId"/>
    public required string RunId { get; init; }

    /// <inheritdoc cref="Cell.Device"/>
    public required string Device { get; init; }

    /// <inheritdoc cref="Cell.Workload"/>
    public required string Workload { get; init; }

    /// <inheritdoc cref="Cell.BatchSize"/>
    public required int BatchSize { get; init; }

    /// <inheritdoc cref="Cell.Shape"/>
    public required WorkloadShape Shape { get; init; }

    /// <inheritdoc cref="Cell.Timing"/>
    public DeviceTiming? Timing { get; init; }

    /// <inheritdoc cref="Cell.Accumulate"/>
    public required int Accumulate { get; init; }

    /// <inheritdoc cref="Cell.LogEvery"/>
    public required int LogEvery { get; init; }

    /// <inheritdoc cref="Cell.LogUnit"/>
    public required LogUnit LogUnit { get; init; }

    /// <summary>By the training's own ledger; on a device, the host's time.</summary>
    public required PhaseSeconds Seconds { get; init; }

    /// <summary>The same time by the harness's clock, in seconds.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Micro-batches that were trained meanwhile.</summary>
    public required long Batches { get; init; }

    /// <summary>A record of a run.</summary>
    public static LedgerRecord Of(RunRecord run, Cell cell, TimeBreakdown spent, double wallSeconds, long batches) =>
        new()
        {
            RunId = run.RunId,
            Device = cell.Device,
            Workload = cell.Workload,
            BatchSize = cell.BatchSize,
            Shape = cell.Shape,
            Timing = cell.Timing,
            Accumulate = cell.Accumulate,
            LogEvery = cell.LogEvery,
            LogUnit = cell.LogUnit,
            Seconds = PhaseSeconds.Of(spent),
            WallSeconds = wallSeconds,
            Batches = batches,
        };

    /// <summary>What was trained.</summary>
    public Cell ToCell() =>
        new()
        {
            Device = Device,
            Workload = Workload,
            BatchSize = BatchSize,
            Shape = Shape,
            Timing = Timing,
            Accumulate = Accumulate,
            LogEvery = LogEvery,
            LogUnit = LogUnit,
        };
}
