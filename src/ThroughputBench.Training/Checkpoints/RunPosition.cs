using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training;

/// <summary>Where a run stands at the end of a cycle.</summary>
/// <param name="Epoch">The epoch, counted from 0.</param>
/// <param name="EpochBatches">Micro-batches taken in it.</param>
/// <param name="Batches">Micro-batches in all.</param>
/// <param name="Steps">Optimizer steps in all.</param>
/// <param name="ValidatedAt">Micro-batches in all at the latest validation.</param>
/// <param name="HasGradient">For each parameter, whether it has a gradient: the optimizer steps those only.</param>
/// <param name="Callbacks">What callbacks remember, by type and place.</param>
/// <param name="Logged">What the task logged and what was not written yet.</param>
internal sealed record RunPosition(
    int Epoch,
    long EpochBatches,
    long Batches,
    long Steps,
    long ValidatedAt,
    bool[] HasGradient,
    Dictionary<string, string> Callbacks,
    LoggedMean[] Logged
);
