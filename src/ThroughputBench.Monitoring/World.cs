namespace ThroughputBench.Monitoring;

/// <summary>From one device's figures to those of all devices that train together.</summary>
/// <remarks>
/// By default it assumes that every device does the same, and multiplies by the world size. If counts differ between ranks (batches of
/// different lengths, say), pass a reducer that adds the figures of all ranks.
/// </remarks>
public sealed class World
{
    private readonly Func<ThroughputFigures, ThroughputFigures>? _reduce;

    /// <summary>Creates a world.</summary>
    /// <param name="size">How many devices train together (<c>world_size</c>); at least 1.</param>
    /// <param name="reduce">From this device's figures to the sums over all devices (an all-reduce); <see langword="null"/> multiplies by
    /// <paramref name="size"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is less than 1.</exception>
    public World(int size = 1, Func<ThroughputFigures, ThroughputFigures>? reduce = null)
    {
        if (size < 1)
            throw Refusal.OutOfRange(nameof(size), size, $"The world size must be at least 1, not {size}.");
        Size = size;
        _reduce = reduce;
    }

    /// <summary>How many devices train together; at least 1.</summary>
    public int Size { get; }

    /// <summary>The figures of all devices together.</summary>
    /// <param name="device">What this device's meter holds.</param>
    /// <exception cref="InvalidOperationException">The reducer did not return a sum over devices: a figure is less than this device's, is
    /// not finite, is missing though this device has it, or is there though this device lacks it.</exception>
    /// <exception cref="OverflowException">A product exceeds 63 bits, or that of the FLOPs 127.</exception>
    public ThroughputFigures Reduce(in ThroughputSnapshot device) => Reduce(ThroughputFigures.Of(device));

    /// <inheritdoc cref="Reduce(in ThroughputSnapshot)"/>
    /// <param name="own">This device's own figures: <see cref="ThroughputMeter.ReadFigures"/>.</param>
    public ThroughputFigures Reduce(in ThroughputFigures own)
    {
        if (_reduce is null)
            return Times(own, Size);
        ThroughputFigures all = _reduce(own);
        EnsureSum(nameof(own.Batches), own.Batches, all.Batches);
        EnsureSum(nameof(own.Samples), own.Samples, all.Samples);
        EnsureSum(nameof(own.Items), own.Items, all.Items);
        EnsureSum(nameof(own.Flops), (double?)own.Flops, (double?)all.Flops);
        EnsureSum(nameof(own.BatchesPerSecond), own.BatchesPerSecond, all.BatchesPerSecond);
        EnsureSum(nameof(own.SamplesPerSecond), own.SamplesPerSecond, all.SamplesPerSecond);
        EnsureSum(nameof(own.ItemsPerSecond), own.ItemsPerSecond, all.ItemsPerSecond);
        EnsureSum(nameof(own.FlopsPerSecond), own.FlopsPerSecond, all.FlopsPerSecond);
        return all;
    }

    private static ThroughputFigures Times(in ThroughputFigures own, int size) =>
        checked(
            new(
                own.Batches * size,
                own.Samples * size,
                own.Items * size,
                own.Flops * size,
                own.BatchesPerSecond * size,
                own.SamplesPerSecond * size,
                own.ItemsPerSecond * size,
                own.FlopsPerSecond * size
            )
        );

    private static void EnsureSum(string figure, double? own, double? all)
    {
        if (own is double.NaN)
            return; // not known here, so there is nothing to compare the sum with
        bool isSum = own.HasValue ? all >= own && double.IsFinite(all.Value) : all is null;
        if (!isSum)
        {
            throw Refusal.Invalid(
                $"The reducer gave {figure} = {Text(all)} for all devices, but this device alone has {Text(own)}: it must give the sum over all devices."
            );
        }

        static string Text(double? value) => value is { } number ? FormattableString.Invariant($"{number}") : "none";
    }
}
