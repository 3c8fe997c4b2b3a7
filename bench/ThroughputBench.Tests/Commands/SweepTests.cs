using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Tests that sweep in a separate process: one at a time, because the benchmark's process is built in the same folder for all of them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SweepTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Sweeps";
}
