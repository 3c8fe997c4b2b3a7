namespace ThroughputBench.Monitoring;

/// <summary>Rates over the window: (what was counted between two ends of cycles) / (the time between them).</summary>
/// <remarks>
/// If a <c>ThroughputMonitor</c> could not find something out for a step (its samples, say, or its time), the rate is NaN while that step
/// lies in the window.
/// </remarks>
/// <param name="Steps">Optimizer steps that the window spanned; at least 1.</param>
/// <param name="IsPartial">Whether that is fewer than the window's W.</param>
/// <param name="Seconds">Time between the window's ends, pauses left out; above 0.</param>
/// <param name="BatchesPerSecond">Micro-batches per second.</param>
/// <param name="SamplesPerSecond">Samples per second.</param>
/// <param name="ItemsPerSecond">Items per second; <see langword="null"/> if items are not counted.</param>
/// <param name="FlopsPerSecond">Floating-point operations per second; <see langword="null"/> if they are not counted.</param>
public readonly record struct ThroughputRates(
    long Steps,
    bool IsPartial,
    double Seconds,
    double BatchesPerSecond,
    double SamplesPerSecond,
    double? ItemsPerSecond,
    double? FlopsPerSecond
);
