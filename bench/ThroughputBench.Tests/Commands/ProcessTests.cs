using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Tests that start processes, which measure nothing: one at a time, so that they leave a processor to other tests.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Processes";
}
