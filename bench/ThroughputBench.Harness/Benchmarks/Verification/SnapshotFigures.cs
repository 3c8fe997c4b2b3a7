using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// The figures of a snapshot and of a saved state, by the names that <see cref="LogTruth"/> gives them. Missing values are NaN.
/// </summary>
internal static class SnapshotFigures
{
    /// <summary>A figure of a snapshot.</summary>
    public static double Of(in ThroughputSnapshot snapshot, string name) =>
        name switch
        {
            "snapshot seconds" => snapshot.Seconds,
            "snapshot batches" => snapshot.Totals.Batches,
            "snapshot steps" => snapshot.Totals.Steps,
            "snapshot samples" => snapshot.Totals.Samples,
            "snapshot items" => snapshot.HasItems ? snapshot.Totals.Items : double.NaN,
            "snapshot flops" => snapshot.HasFlops ? (double)snapshot.Totals.Flops : double.NaN,
            "snapshot batches_per_sec" => snapshot.Rates?.BatchesPerSecond ?? double.NaN,
            "snapshot samples_per_sec" => snapshot.Rates?.SamplesPerSecond ?? double.NaN,
            "snapshot items_per_sec" => snapshot.Rates?.ItemsPerSecond ?? double.NaN,
            "snapshot flops_per_sec" => snapshot.Rates?.FlopsPerSecond ?? double.NaN,
            "snapshot window seconds" => snapshot.Rates?.Seconds ?? double.NaN,
            "snapshot window steps" => snapshot.Rates?.Steps ?? double.NaN,
            "snapshot window partial" => snapshot.Rates is { } rates
                ? rates.IsPartial
                    ? 1
                    : 0
                : double.NaN,
            "snapshot step time p50" => snapshot.StepTimes?.P50Seconds ?? double.NaN,
            "snapshot step time p95" => snapshot.StepTimes?.P95Seconds ?? double.NaN,
            "snapshot step time max" => snapshot.StepTimes?.MaxSeconds ?? double.NaN,
            _ => Of(snapshot.Lifetime, name["lifetime ".Length..]),
        };

    /// <summary>A figure that a reducer received.</summary>
    public static double Of(in ThroughputFigures figures, string name) =>
        name switch
        {
            "reduced batches" => figures.Batches,
            "reduced samples" => figures.Samples,
            "reduced items" => figures.Items ?? double.NaN,
            "reduced flops" => (double?)figures.Flops ?? double.NaN,
            "reduced batches_per_sec" => figures.BatchesPerSecond ?? double.NaN,
            "reduced samples_per_sec" => figures.SamplesPerSecond ?? double.NaN,
            "reduced items_per_sec" => figures.ItemsPerSecond ?? double.NaN,
            "reduced flops_per_sec" => figures.FlopsPerSecond ?? double.NaN,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A monitor has no such figure."),
        };

    /// <summary>A figure of a lifetime.</summary>
    public static double Of(in ThroughputState state, string name) =>
        name switch
        {
            "seconds" => state.Seconds,
            "batches" => state.Batches,
            "steps" => state.Steps,
            "samples" => state.Samples,
            "items" => state.Items ?? double.NaN,
            "flops" => (double?)state.Flops ?? double.NaN,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A monitor has no such figure."),
        };
}
