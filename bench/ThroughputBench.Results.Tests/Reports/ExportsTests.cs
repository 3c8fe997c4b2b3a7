using System.Text.Json;
using NJsonSchema;
using ThroughputBench.Records;
using ThroughputBench.Reports.Exports;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class ExportsTests
{
    [Fact]
    public async Task The_export_for_github_action_benchmark_follows_its_schema() =>
        Assert.Empty(await ErrorsAsync("github-action-benchmark.schema.json", GithubActionBenchmark.Of(Fixture.Run)));

    [Fact]
    public async Task The_export_for_Bencher_follows_its_schema() =>
        Assert.Empty(await ErrorsAsync("bmf.schema.json", BencherMetrics.Of(Fixture.Run)));

    [Theory]
    [InlineData("github-action-benchmark.schema.json", """[{ "name": "x", "unit": "%" }]""")]
    [InlineData("github-action-benchmark.schema.json", """[{ "name": "x", "unit": "%", "value": "1" }]""")]
    [InlineData("bmf.schema.json", """{ "x": { "overhead": { "lower_value": 1 } } }""")]
    [InlineData("bmf.schema.json", """{ "x": { "overhead": 1 } }""")]
    public async Task The_schemas_refuse_what_the_trackers_refuse(string schema, string export) =>
        Assert.NotEmpty(await ErrorsAsync(schema, export));

    [Fact]
    public void A_measured_cell_is_a_benchmark_for_github_action_benchmark_that_is_not_near_zero()
    {
        using JsonDocument export = JsonDocument.Parse(
            GithubActionBenchmark.Of(new RecordedRun(Samples.Run, [Samples.Measured(4, 8), Samples.Rejected(4, 2)]))
        );

        Assert.Equal(
            [
                ("mlp on cpu, A = 4, L = 8 batches: step with the monitor", "µs", 241.29668m, "± 0.1", "the monitor costs +0.123%, 95% interval [+0.081%, +0.164%], 2,048 pairs"),
            ],
            export
                .RootElement.EnumerateArray()
                .Select(entry =>
                    (
                        entry.GetProperty("name").GetString(),
                        entry.GetProperty("unit").GetString(),
                        entry.GetProperty("value").GetDecimal(),
                        entry.TryGetProperty("range", out JsonElement range) ? range.GetString() : null,
                        entry.GetProperty("extra").GetString()
                    )
                )
        );
    }

    [Fact]
    public void A_measured_cell_is_a_benchmark_with_three_measures_for_Bencher()
    {
        using JsonDocument export = JsonDocument.Parse(
            BencherMetrics.Of(new RecordedRun(Samples.Run, [Samples.Measured(4, 8), Samples.Rejected(4, 2)]))
        );

        JsonProperty benchmark = Assert.Single(export.RootElement.EnumerateObject());
        Assert.Equal("cpu-mlp-b32-a4-l8-batches", benchmark.Name);
        Assert.Equal(
            """{"overhead":{"value":0.00123,"lower_value":0.00081,"upper_value":0.00164},"throughput":{"value":531205.8},"agreement-error-p95":{"value":0.0004}}""",
            JsonSerializer.Serialize(benchmark.Value)
        );
    }

    private static async Task<IEnumerable<string>> ErrorsAsync(string schema, string export) =>
        (await JsonSchema.FromJsonAsync(Fixture.Text(schema), TestContext.Current.CancellationToken))
            .Validate(export)
            .Select(error => error.ToString());
}
