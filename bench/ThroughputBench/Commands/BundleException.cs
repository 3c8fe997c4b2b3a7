namespace ThroughputBench.Commands;

/// <summary>A bundle could not be made. The message is one line for the user.</summary>
internal sealed class BundleException(string message) : Exception(message);
