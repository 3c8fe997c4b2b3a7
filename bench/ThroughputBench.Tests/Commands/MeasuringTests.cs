using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Tests that check and calibrate in a process of their own, and judge what it says: one at a time, so that they don't take each other's
/// processor.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MeasuringTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Measurements";
}
