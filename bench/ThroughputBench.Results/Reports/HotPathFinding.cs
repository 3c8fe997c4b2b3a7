using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>The result of the hot path's benchmarks, as one sentence.</summary>
internal sealed class HotPathFinding(IReadOnlyList<HotPathBenchmark> benchmarks)
{
    /// <summary>The class of benchmarks, and those of its methods, that the sentence is about.</summary>
    internal const string Monitor = "MonitorBenchmarks",
        BetweenLogs = "BetweenLogs",
        Window = "WindowBenchmarks",
        WindowSteps = "WindowSteps";

    /// <summary>
    /// How much longer a call may take in the largest window than in the smallest without counting as growth: caches and the time of day
    /// have an effect. W itself grows a thousandfold.
    /// </summary>
    private const double FlatUpTo = 1.25;

    /// <summary>
    /// For example <c>Between logs the monitor costs 1.6 times a bare timestamp; window update and compute do not grow with W; nothing
    /// allocates</c>.
    /// </summary>
    public override string ToString()
    {
        string sentence = string.Join("; ", new[] { OfMonitor(), OfWindow(), OfMemory() }.OfType<string>());
        return sentence.Length > 0 ? char.ToUpperInvariant(sentence[0]) + sentence[1..] : "Single calls";
    }

    private string? OfMonitor() =>
        benchmarks.FirstOrDefault(benchmark => benchmark is { Type: Monitor, Method: BetweenLogs })?.RatioToBaseline is { } ratio
            ? $"between logs the monitor costs {Figures.Ratio(ratio)} times a bare timestamp"
            : null;

    private string? OfWindow()
    {
        (string Method, HotPathBenchmark Smallest, HotPathBenchmark Largest)[] spans =
        [
            .. benchmarks
                .Where(benchmark => benchmark is { Type: Window, Baseline: false } && Steps(benchmark) is not null)
                .GroupBy(benchmark => benchmark.Method, StringComparer.Ordinal)
                .Select(group => (group.Key.ToLowerInvariant(), group.MinBy(Steps)!, group.MaxBy(Steps)!))
                .Where(span => Steps(span.Item2) < Steps(span.Item3)),
        ];
        string[] flat = [.. spans.Where(span => Most(span.Largest) <= FlatUpTo * Least(span.Smallest)).Select(span => span.Method)];
        var growing = spans.Where(span => Least(span.Largest) > FlatUpTo * Most(span.Smallest)).ToArray();
        string[] unclear = [.. spans.Select(span => span.Method).Except(flat).Except(growing.Select(span => span.Method))];
        string[] parts =
        [
            .. flat.Length > 0
                ? [$"window {string.Join(" and ", flat)} {(flat.Length == 1 ? "does" : "do")} not grow with W"]
                : (string[])[],
            .. growing.Select(span =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"window {span.Method} GROWS with W, {Figures.Ratio(span.Largest.MeanNanoseconds / span.Smallest.MeanNanoseconds)} times from W = {Steps(span.Smallest)} to W = {Steps(span.Largest)}"
                )
            ),
            .. unclear.Length > 0
                ? [$"it is unclear whether window {string.Join(" and ", unclear)} {(unclear.Length == 1 ? "grows" : "grow")} with W"]
                : (string[])[],
        ];
        return parts.Length > 0 ? string.Join("; ", parts) : null;
    }

    private string? OfMemory()
    {
        HotPathBenchmark[] counted = [.. benchmarks.Where(benchmark => benchmark.AllocatedBytesPerCall is not null)];
        return counted.Length == 0 ? null
            : counted.MaxBy(benchmark => benchmark.AllocatedBytesPerCall)! is { AllocatedBytesPerCall: > 0 } most
                ? $"{most} ALLOCATES {Figures.Count(most.AllocatedBytesPerCall!.Value, "byte")} a call"
            : counted.Length == benchmarks.Count ? "nothing allocates"
            : null;
    }

    private static int? Steps(HotPathBenchmark benchmark) =>
        benchmark.Parameters.TryGetValue(WindowSteps, out string? value)
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int steps)
            ? steps
            : null;

    private static double Least(HotPathBenchmark benchmark) => Math.Max(0, benchmark.MeanNanoseconds - benchmark.ErrorNanoseconds);

    private static double Most(HotPathBenchmark benchmark) => benchmark.MeanNanoseconds + benchmark.ErrorNanoseconds;
}
