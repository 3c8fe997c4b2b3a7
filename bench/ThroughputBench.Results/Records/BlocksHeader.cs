using System.Text.Json.Serialization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>The first line of a file of blocks: the cell, the launches that follow, and the columns of each.</summary>
internal sealed record BlocksHeader
{
    /// <summary>See <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = RunRecord.CurrentSchemaVersion;

    /// <summary>See <see cref="Grid.Cell.Id"/>. The fields that follow are the cell's, as <c>cells.jsonl</c> has them.</summary>
    public required string Cell { get; init; }

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

    /// <summary>What was paired.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>The launches, in the order in which they follow.</summary>
    public required IReadOnlyList<BlocksOfLaunch> Launches { get; init; }

    /// <summary>Number of pairs in all launches.</summary>
    [JsonIgnore]
    public int Pairs => Launches.Sum(launch => launch.Blocks / (launch.BlocksPerRepetition * launch.Repetitions));
}
