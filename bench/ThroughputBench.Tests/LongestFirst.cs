using ThroughputBench.Tests;
using ThroughputBench.Tests.Commands;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer<LongestFirst>]

namespace ThroughputBench.Tests;

/// <summary>
/// Begins with the collections that take long: where one of them came last, a processor would have nothing to do meanwhile. What is judged
/// by its measurements
/// waits until the other test projects are, by and large, done.
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
