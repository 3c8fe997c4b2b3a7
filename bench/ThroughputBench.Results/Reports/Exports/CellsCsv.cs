using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Reports.Exports;

/// <summary>
/// The cells of a run as a table for spreadsheets and data frames (RFC 4180): a line for each cell, times in nanoseconds, ratios as
/// fractions, an empty field if there is nothing to say.
/// </summary>
internal static class CellsCsv
{
    private static readonly (string Name, Func<CellRecord, object?> Of)[] Columns =
    [
        ("run", cell => cell.RunId),
        ("commit", cell => cell.Commit),
        ("device", cell => cell.Device),
        ("workload", cell => cell.Workload),
        ("batch_size", cell => cell.BatchSize),
        ("width", cell => cell.Cell.Shape.Width),
        ("depth", cell => cell.Cell.Shape.Depth),
        ("dtype", cell => cell.Cell.Shape.DtypeName),
        ("timing", cell => cell.Timing?.Name()),
        ("accumulate", cell => cell.Accumulate),
        ("log_every", cell => cell.LogEvery),
        ("log_unit", cell => RecordJson.Word(cell.LogUnit)),
        ("status", cell => RecordJson.Word(cell.Status)),
        ("step_ns", cell => cell.StepNanoseconds),
        ("direct_ns_per_batch", cell => cell.DirectCost?.NanosecondsPerBatch),
        ("direct_share", cell => cell.DirectCost?.Share),
        ("direct_share_lower", cell => cell.DirectCost?.ShareLower),
        ("direct_share_upper", cell => cell.DirectCost?.ShareUpper),
        ("overhead", cell => cell.Overhead?.Estimate),
        ("overhead_lower", cell => cell.Overhead?.Lower),
        ("overhead_upper", cell => cell.Overhead?.Upper),
        ("noise_lower", cell => cell.NoiseFloor?.Lower),
        ("noise_upper", cell => cell.NoiseFloor?.Upper),
        ("confidence", cell => cell.Overhead?.Confidence),
        ("agreement_median_error", cell => cell.Agreement?.MedianError),
        ("agreement_p95_error", cell => cell.Agreement?.P95Error),
        ("agreement_worst_error", cell => cell.Agreement?.WorstError),
        ("agreement_run_error", cell => cell.Agreement?.RunError),
        ("agrees", cell => cell.Agreement?.Agrees),
        ("verified", cell => cell.Verification?.Agrees),
        ("same_losses", cell => cell.SameLosses),
        ("allocated_bytes_per_batch", cell => cell.AllocatedBytesPerBatch),
        ("reason", cell => cell.Reason),
        ("machine", cell => cell.Machine),
        ("shard", cell => cell.Shard),
    ];

    /// <summary>The table, with a header, without a line break at its end.</summary>
    public static string Of(RecordedRun recorded) =>
        string.Join(
            '\n',
            recorded
                .Cells.Select(cell => Columns.Select(column => Text(column.Of(cell))))
                .Prepend(Columns.Select(column => column.Name))
                .Select(row => string.Join(',', row.Select(Quoted)))
        );

    private static string Text(object? value) =>
        value switch
        {
            null => "",
            bool known => known ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
