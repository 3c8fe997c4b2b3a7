namespace ThroughputBench.Monitoring;

/// <summary>What a <see cref="LogInterval"/> counts.</summary>
public enum LogUnit
{
    /// <summary>
    /// Micro-batches: one forward and backward pass each. What <c>log_every_n_steps</c> counts in this project unless said otherwise.
    /// </summary>
    Batches,

    /// <summary>Optimizer steps: one per accumulation cycle.</summary>
    Steps,
}
