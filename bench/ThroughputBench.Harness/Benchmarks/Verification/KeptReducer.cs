using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A user's reducer, as devices need one that do unequal work. It keeps what it received.</summary>
/// <param name="factor">How many times this device's figures those of all devices are.</param>
internal sealed class KeptReducer(int factor)
{
    private ThroughputFigures? _received;

    /// <summary>The figures of all devices.</summary>
    public ThroughputFigures Reduce(ThroughputFigures own)
    {
        _received = own;
        return new(
            own.Batches * factor,
            own.Samples * factor,
            own.Items * factor,
            own.Flops * factor,
            own.BatchesPerSecond * factor,
            own.SamplesPerSecond * factor,
            own.ItemsPerSecond * factor,
            own.FlopsPerSecond * factor
        );
    }

    /// <summary>What it received since the last call; <see langword="null"/> if nothing.</summary>
    public ThroughputFigures? Take()
    {
        (ThroughputFigures? received, _received) = (_received, null);
        return received;
    }
}
