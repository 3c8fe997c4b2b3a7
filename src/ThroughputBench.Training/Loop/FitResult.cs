namespace ThroughputBench.Training;

/// <summary>What a run has done, what came before its checkpoint included if it was resumed.</summary>
/// <param name="Batches">Micro-batches trained.</param>
/// <param name="Steps">Optimizer steps taken.</param>
/// <param name="Epochs">Epochs completed.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="StopRequest">What <see cref="TrainerState.RequestStop"/> was given, if it ended training.</param>
public sealed record FitResult(long Batches, long Steps, int Epochs, StopReason Reason, string? StopRequest = null);
