using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Tests that check and calibrate in a separate process, and judge its results: one at a time, so that they don't compete for the
/// processor.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MeasuringTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Measurements";
}
