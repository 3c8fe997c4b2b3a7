using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>What single calls of the monitor cost: the content of <c>hotpath.json</c>.</summary>
internal sealed record HotPathRecord
{
    /// <summary>Version of the schema; see <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = RunRecord.CurrentSchemaVersion;

    /// <inheritdoc cref="RunRecord.RunId"/>
    public required string RunId { get; init; }

    /// <inheritdoc cref="RunRecord.Commit"/>
    public required string Commit { get; init; }

    /// <summary>When the latest benchmark was measured.</summary>
    public required DateTimeOffset MeasuredUtc { get; init; }

    /// <summary>Nominal coverage of each <see cref="HotPathBenchmark.ErrorNanoseconds"/>.</summary>
    public required double Confidence { get; init; }

    /// <summary>The benchmarks, in the order in which they ran.</summary>
    public required IReadOnlyList<HotPathBenchmark> Benchmarks { get; init; }

    /// <summary>
    /// This, with earlier measurements of other classes. A class is measured as a whole: its ratios are to a baseline of the same time.
    /// </summary>
    public HotPathRecord After(HotPathRecord? earlier) =>
        this with
        {
            Benchmarks =
            [
                .. (earlier?.Benchmarks ?? []).Where(benchmark => Benchmarks.All(mine => mine.Type != benchmark.Type)),
                .. Benchmarks,
            ],
        };
}
