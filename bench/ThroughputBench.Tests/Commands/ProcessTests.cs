using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Tests that start processes: one at a time, so that they don't take each other's processor, or write to each other's build.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Processes";
}
