using ThroughputBench.Tests;
using ThroughputBench.Tests.Commands;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer<LongestFirst>]

namespace ThroughputBench.Tests;

/// <summary>
/// Begins with the collections that take long: if one of them came last, a processor would be idle meanwhile. Tests that train come after
/// all of these, alone.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [ProcessTests.Name, nameof(CalibrateTests), nameof(BrowserTests), nameof(KilledSweepTests)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections
                .OrderBy(collection => (uint)Array.FindIndex(Long, collection.TestCollectionDisplayName.Contains))
                .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal),
        ];
}
