namespace ThroughputBench.Training;

/// <summary>A run at the end of a cycle.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="EpochRandom">The state of libtorch's generator when the epoch began.</param>
/// <param name="Random">Its state now.</param>
/// <param name="Module">The module's parameters and buffers.</param>
/// <param name="Optimizer">The optimizer's state.</param>
/// <param name="Others">The parameters that the optimizer steps and the module does not have.</param>
internal sealed record RunCheckpoint(
    RunPosition Position,
    byte[] EpochRandom,
    byte[] Random,
    byte[] Module,
    byte[] Optimizer,
    byte[] Others
);
