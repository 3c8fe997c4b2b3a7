using ThroughputBench.Tests;
using ThroughputBench.Tests.Commands;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer<LongestFirst>]

namespace ThroughputBench.Tests;

/// <summary>
/// Begins with the collections that take long: if one of them came last, a processor would be idle meanwhile. Tests that judge measurements
/// wait until the other test projects are mostly done.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [SweepTests.Name, ProcessTests.Name, MeasuringTests.Name];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections
                .OrderBy(collection => (uint)Array.IndexOf(Long, collection.TestCollectionDisplayName))
                .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal),
        ];
}
