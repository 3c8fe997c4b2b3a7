namespace ThroughputBench.Against;

/// <summary>A commit is not comparable: it does not build, or does not fit today's harness.</summary>
internal sealed class SideBuildException(string message) : Exception(message);
