namespace ThroughputBench.Against;

/// <summary>A commit cannot be compared with: it does not build, or today's harness does not fit it.</summary>
internal sealed class SideBuildException(string message) : Exception(message);
