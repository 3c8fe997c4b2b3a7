namespace ThroughputBench.Training;

/// <summary>What a run has done.</summary>
/// <param name="Batches">Micro-batches trained.</param>
/// <param name="Steps">Optimizer steps taken.</param>
/// <param name="Epochs">Epochs completed.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record FitResult(long Batches, long Steps, int Epochs, StopReason Reason);
