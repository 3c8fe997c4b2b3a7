using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>
/// The key of a cell's record among the records of many runs. Two records with equal keys are two measurements of the same thing. Runs of
/// parts of a grid, from several machines, are merged by it.
/// </summary>
/// <param name="SchemaVersion">See <see cref="RunRecord.CurrentSchemaVersion"/>.</param>
/// <param name="Commit">Short commit, with <c>-dirty</c> if the tree had changes.</param>
/// <param name="Machine">See <see cref="MachineFingerprint.Id"/>.</param>
/// <param name="Device">A torch device.</param>
/// <param name="Workload">Name of the workload.</param>
/// <param name="BatchSize">Samples per micro-batch.</param>
/// <param name="Shape">Shape of the workload's model.</param>
/// <param name="Timing">How the monitor times work on a CUDA device.</param>
/// <param name="Accumulate">A.</param>
/// <param name="LogEvery">L.</param>
/// <param name="LogUnit">What L counts.</param>
/// <param name="Options">See <see cref="RunOptions.KeyOf"/>.</param>
internal sealed record CellKey(
    int SchemaVersion,
    string Commit,
    string Machine,
    string Device,
    string Workload,
    int BatchSize,
    WorkloadShape Shape,
    DeviceTiming? Timing,
    int Accumulate,
    int LogEvery,
    LogUnit LogUnit,
    string Options
);
