namespace ThroughputBench.Against;

/// <summary>Training loop and monitor of one side could not be built.</summary>
/// <param name="message">Why, in one sentence.</param>
/// <param name="isOfCommit">See <see cref="IsOfCommit"/>.</param>
internal sealed class SideBuildException(string message, bool isOfCommit) : Exception(message)
{
    /// <summary>
    /// Whether the commit is the reason: it has no monitor, or does not compile against today's harness. Otherwise the build failed, and
    /// that says nothing about the commit.
    /// </summary>
    public bool IsOfCommit { get; } = isOfCommit;
}
