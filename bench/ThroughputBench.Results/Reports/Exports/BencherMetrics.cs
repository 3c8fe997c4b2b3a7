using ThroughputBench.Records;

namespace ThroughputBench.Reports.Exports;

/// <summary>
/// A run in the Bencher Metric Format: benchmark → measure → <c>{ value, lower_value?, upper_value? }</c>
/// (https://bencher.dev/docs/reference/bencher-metric-format). Overheads and errors are fractions.
/// </summary>
internal static class BencherMetrics
{
    /// <summary>The file.</summary>
    public const string FileName = "bencher.json";

    /// <summary>Makes it.</summary>
    public static string Of(RecordedRun recorded) =>
        ExportJson.Write(json =>
        {
            void Measure(string name, double value, double? lower = null, double? upper = null)
            {
                json.WriteStartObject(name);
                json.WriteNumber("value", value);
                if (lower is { } least)
                    json.WriteNumber("lower_value", least);
                if (upper is { } most)
                    json.WriteNumber("upper_value", most);
                json.WriteEndObject();
            }

            json.WriteStartObject();
            foreach (CellRecord cell in recorded.Cells.Where(cell => cell.Overhead is not null))
            {
                json.WriteStartObject(cell.Cell.Id);
                Measure("overhead", cell.Overhead!.Estimate, cell.Overhead.Lower, cell.Overhead.Upper);
                if (cell.Agreement is { } agreement)
                {
                    Measure("throughput", agreement.IndependentSamplesPerSecond);
                    Measure("agreement-error-p95", agreement.P95Error);
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });
}
