namespace ThroughputBench.Workloads;

/// <summary>
/// A workload cannot be made from the user's options. The message is one line for the user: what is wrong, the value, and what would be
/// right.
/// </summary>
/// <param name="message">The line.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class WorkloadException(string message, Exception? cause = null) : Exception(message, cause);
