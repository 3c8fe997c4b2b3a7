using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Tests that sweep in a process of their own: one at a time, because the benchmark's own process is built in one place for all of them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SweepTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Sweeps";
}
