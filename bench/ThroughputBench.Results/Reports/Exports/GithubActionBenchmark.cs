using System.Text.Json;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Exports;

/// <summary>
/// A run for github-action-benchmark, as its tool <c>customSmallerIsBetter</c>: a list of <c>{ name, unit, value, range?, extra? }</c>
/// (https://github.com/benchmark-action/github-action-benchmark).
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
                Entry(
                    json,
                    $"{cell.Cell}: overhead",
                    overhead.Estimate,
                    $"± {Figures.SignedNumber(overhead.HalfWidth, 3).TrimStart('+')}",
                    $"{Figures.Confidence(overhead.Confidence)} interval [{Figures.Signed(overhead.Lower, 3)}, "
                        + $"{Figures.Signed(overhead.Upper, 3)}], {Figures.Count(overhead.Pairs, "pair")}"
                );
                if (cell.Agreement is { } agreement)
                {
                    Entry(
                        json,
                        $"{cell.Cell}: error of the reported rate, 95th percentile",
                        agreement.P95Error,
                        null,
                        $"median {Figures.Share(agreement.MedianError)}, worst log {Figures.Share(agreement.WorstError)}, "
                            + $"{Figures.Count(agreement.Logs, "log")}"
                    );
                }
            }
            json.WriteEndArray();
        });

    private static void Entry(Utf8JsonWriter json, string name, double fraction, string? range, string extra)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("unit", "%");
        json.WriteNumber("value", decimal.Round((decimal)(fraction * 100), 6));
        if (range is not null)
            json.WriteString("range", range);
        json.WriteString("extra", extra);
        json.WriteEndObject();
    }
}
