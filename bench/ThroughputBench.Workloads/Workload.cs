namespace ThroughputBench.Workloads;

/// <summary>A model to train, its optimizer and its data.</summary>
public abstract class Workload : IDisposable
{
    /// <summary>Its name for the user; one of <see cref="WorkloadCatalog.Names"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Samples per micro-batch.</summary>
    public abstract int BatchSize { get; }

    /// <summary>The shape of its model.</summary>
    public abstract ModelShape Shape { get; }

    /// <summary>Whether a sample holds several items, such as tokens, to count.</summary>
    public virtual bool HasItems => false;

    /// <summary>
    /// A fresh model with a fresh optimizer. Every call gives the same weights, regardless of earlier training. Dispose it.
    /// </summary>
    public abstract WorkloadTask CreateTask();

    /// <summary>
    /// A source of training batches whose n-th enumeration is the n-th epoch. Every call gives a source with the same epochs. It must not
    /// outlive the workload.
    /// </summary>
    public abstract IEnumerable<Batch> CreateTrainingData();

    /// <summary>
    /// How many micro-batches apart two trainings that take turns should be. If tensors are reused, the second training at the same
    /// micro-batch would find it in the cache.
    /// </summary>
    public virtual int BatchesApart => 0;

    /// <summary>Frees the prepared batches.</summary>
    public abstract void Dispose();
}
