namespace ThroughputBench.Monitoring;

/// <summary>The counts and rates that add up over devices.</summary>
/// <param name="Batches">Micro-batches in this run.</param>
/// <param name="Samples">Samples in this run.</param>
/// <param name="Items">Items in this run; <see langword="null"/> if they are not counted.</param>
/// <param name="Flops">Floating-point operations in this run; <see langword="null"/> if they are not counted.</param>
/// <param name="BatchesPerSecond">Micro-batches per second; <see langword="null"/> until one whole cycle lies in the window.</param>
/// <param name="SamplesPerSecond">Samples per second; <see langword="null"/> until one whole cycle lies in the window.</param>
/// <param name="ItemsPerSecond">Items per second; <see langword="null"/> likewise, and if items are not counted.</param>
/// <param name="FlopsPerSecond">Floating-point operations per second; <see langword="null"/> likewise, and if they are not
/// counted.</param>
public readonly record struct ThroughputFigures(
    long Batches,
    long Samples,
    long? Items,
    Int128? Flops,
    double? BatchesPerSecond,
    double? SamplesPerSecond,
    double? ItemsPerSecond,
    double? FlopsPerSecond
)
{
    /// <summary>The figures of the one device that a snapshot was taken of.</summary>
    /// <param name="device">What the device's meter knew.</param>
    public static ThroughputFigures Of(in ThroughputSnapshot device) =>
        new(
            device.Totals.Batches,
            device.Totals.Samples,
            device.HasItems ? device.Totals.Items : null,
            device.HasFlops ? device.Totals.Flops : null,
            device.Rates?.BatchesPerSecond,
            device.Rates?.SamplesPerSecond,
            device.Rates?.ItemsPerSecond,
            device.Rates?.FlopsPerSecond
        );
}
