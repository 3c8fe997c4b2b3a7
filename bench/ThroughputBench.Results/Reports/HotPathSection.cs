using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>What single calls of the monitor cost.</summary>
internal static class HotPathSection
{
    /// <summary>Its blocks; none if it was not measured.</summary>
    /// <param name="hotPath">What <c>hotpath.json</c> holds.</param>
    public static IEnumerable<Block> Of(HotPathRecord? hotPath)
    {
        if (hotPath is null)
            yield break;
        yield return new Block.Heading(2, "The hot path, one call at a time");
        yield return new Block.Paragraph(
            "Measured by BenchmarkDotNet on the same machine and commit, in a loop that does nothing else, with caches and branch "
                + "predictors at their best: the overhead above is the cost within a training. "
                + "Ratios are to the first method of a class, a bare reading of the clock; the error is half of the mean's "
                    + $"{Figures.Confidence(hotPath.Confidence)} interval."
        );
        yield return new Block.Tabular(
            new Table(
                new HotPathFinding(hotPath.Benchmarks).ToString(),
                ["Benchmark", " Mean", " Error", " Ratio", " Allocated by a call"],
                [.. hotPath.Benchmarks.Select(Row)]
            )
        );
    }

    private static IReadOnlyList<Field> Row(HotPathBenchmark benchmark) =>
        [
            benchmark.ToString(),
            Figures.Time(benchmark.MeanNanoseconds),
            Figures.Time(benchmark.ErrorNanoseconds),
            benchmark.RatioToBaseline is { } ratio ? Figures.Ratio(ratio) : "",
            benchmark.AllocatedBytesPerCall is { } bytes ? Figures.Count(bytes, "byte") : "",
        ];
}
