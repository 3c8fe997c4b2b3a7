namespace ThroughputBench.Commands;

/// <summary>A result could not be written to standard output.</summary>
internal sealed class OutputException(string message) : IOException(message);
