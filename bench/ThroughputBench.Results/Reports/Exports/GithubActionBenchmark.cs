using System.Globalization;
using System.Text.Json;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Exports;

/// <summary>
/// A run for github-action-benchmark, as its tool <c>customSmallerIsBetter</c>: a list of <c>{ name, unit, value, range?, extra? }</c>
/// (https://github.com/benchmark-action/github-action-benchmark). Its alert compares ratios of values, so the values are times of steps: a
/// difference near 0 doubles without any change, and so does an error of thousandths of a percent.
/// </summary>
internal static class GithubActionBenchmark
{
    /// <summary>The file.</summary>
    public const string FileName = "github-action-benchmark.json";

    /// <summary>Makes it.</summary>
    public static string Of(RecordedRun recorded) =>
        ExportJson.Write(json =>
        {
            json.WriteStartArray();
            foreach (CellRecord cell in recorded.Cells.Where(cell => cell.Overhead is not null))
            {
                OverheadRecord overhead = cell.Overhead!;
                if (cell.StepNanoseconds is { } step)
                {
                    Entry(
                        json,
                        $"{cell.Cell}: step with the monitor",
                        "µs",
                        step * (1 + overhead.Estimate) / 1e3,
                        string.Create(CultureInfo.InvariantCulture, $"± {step * overhead.HalfWidth / 1e3:0.###}"),
                        $"the monitor costs {Figures.Signed(overhead.Estimate, 3)}, "
                            + $"{Figures.Confidence(overhead.Confidence)} interval [{Figures.Signed(overhead.Lower, 3)}, "
                                + $"{Figures.Signed(overhead.Upper, 3)}], "
                            + Figures.Count(overhead.Pairs, "pair")
                    );
                }
            }
            json.WriteEndArray();
        });

    private static void Entry(Utf8JsonWriter json, string name, string unit, double value, string? range, string extra)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("unit", unit);
        json.WriteNumber("value", decimal.Round((decimal)value, 6));
        if (range is not null)
            json.WriteString("range", range);
        json.WriteString("extra", extra);
        json.WriteEndObject();
    }
}
