using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training;

/// <summary>The names of a stage's metrics, and what they are: in the order of their values.</summary>
internal static class ThroughputMetricNames
{
    /// <summary>A stage's name in the metrics' names.</summary>
    public static string Of(Stage stage) =>
        stage switch
        {
            Stage.Train => "train",
            Stage.Validate => "validate",
            Stage.Test => "test",
            _ => "predict",
        };

    /// <summary>The names of what is logged of a stage.</summary>
    /// <exception cref="ArgumentException">A name cannot be a metric's.</exception>
    public static MetricNames Of(Stage stage, ThroughputMetrics.Choice choice)
    {
        string[] parts = [.. choice.Prefix is null ? Enumerable.Empty<string>() : [choice.Prefix], Of(stage)];
        string prefix = string.Concat(parts.Select(part => part + choice.Separator));
        return new MetricNames(
            Described(choice)
                .Select(metric =>
                    (prefix + metric.Name.Replace("/", choice.Separator, StringComparison.Ordinal), (string?)metric.Description)
                )
        );
    }

    private static IEnumerable<(string Name, string Description)> Described(ThroughputMetrics.Choice choice)
    {
        (string, string)?[] metrics =
        [
            ("time", "Seconds in this stage at the latest end of a cycle, pauses left out."),
            ("batches", "Micro-batches at the latest end of a cycle."),
            ("samples", "Samples at the latest end of a cycle."),
            choice.Items ? ("lengths", "Items (tokens, pixels, frames) at the latest end of a cycle.") : null,
            .. Rates(choice, "device/", "on this device, over the window of whole cycles."),
            choice.Peak is null ? null : ("device/mfu", "Model FLOPs utilization: FLOP/s as a fraction of the device's peak."),
            .. choice.StepTimes ? StepTimes : [],
            ("window_steps", "Optimizer steps in the window that rates are taken over."),
            ("window_partial", "1 while the window holds fewer steps than it can, else 0."),
            choice.TimedStep ? ("device/timed_step", "The step at whose end the device's times were taken.") : null,
            .. choice.World is null ? [] : Rates(choice, "", "on all devices together, over the window of whole cycles."),
            ("gc_collections", "Garbage collections of the process since the last log."),
            ("allocated_bytes", "Bytes that the training thread allocated on the managed heap since the last log."),
            .. choice.Ledger ? Shares
            : choice.DataWait ? Shares[..1]
            : [],
        ];
        return metrics.OfType<(string, string)>();
    }

    private static readonly (string, string)?[] StepTimes =
    [
        ("device/step_time_p50", "Median time of an optimizer step in the window, in seconds."),
        ("device/step_time_p95", "At least 95% of the steps in the window took no longer, in seconds."),
        ("device/step_time_max", "Longest optimizer step in the window, in seconds."),
    ];

    private static readonly (string, string)?[] Shares =
    [
        ("data_wait_share", "Share of the time since the last log that training waited for data."),
        ("forward_backward_share", "Share of the time since the last log in forward and backward passes."),
        ("optimizer_share", "Share of the time since the last log in clipping and the optimizer's step."),
        ("validation_share", "Share of the time since the last log in validation."),
        ("callbacks_share", "Share of the time since the last log in callbacks, other than logging."),
        ("logging_share", "Share of the time since the last log in handing metrics to the loggers."),
        ("other_share", "Share of the time since the last log in everything else."),
    ];

    private static IEnumerable<(string, string)?> Rates(ThroughputMetrics.Choice choice, string where, string described)
    {
        yield return ($"{where}batches_per_sec", $"Micro-batches per second {described}");
        yield return ($"{where}samples_per_sec", $"Samples per second {described}");
        yield return choice.Items ? ($"{where}items_per_sec", $"Items per second {described}") : null;
        yield return choice.Flops ? ($"{where}flops_per_sec", $"Floating-point operations per second {described}") : null;
    }
}
