namespace ThroughputBench.Benchmarks;

/// <summary>Training with the monitor against training without.</summary>
/// <param name="SameLosses">Whether every micro-batch's loss is the same, bit for bit.</param>
/// <param name="AllocatedBytesPerBatch">Managed bytes that the monitor allocates on the training thread, per micro-batch.</param>
internal sealed record SameTrainingResult(bool SameLosses, double AllocatedBytesPerBatch)
{
    /// <summary>
    /// Whether two trainings without the monitor have the same losses; <see langword="null"/> if that was not asked, because those with the
    /// monitor are the same.
    /// </summary>
    public bool? RepeatsItself { get; init; }
}
