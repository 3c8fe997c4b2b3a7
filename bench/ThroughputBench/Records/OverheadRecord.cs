using ThroughputBench.Pairing;

namespace ThroughputBench.Records;

/// <summary>What the monitor costs in one cell.</summary>
internal sealed record OverheadRecord
{
    /// <summary>Monitored / control − 1, as a fraction of the step's time; may be negative where it is lost in the noise.</summary>
    public required double Estimate { get; init; }

    /// <summary>Lower end of the confidence interval of <see cref="Estimate"/>, as a fraction.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the confidence interval of <see cref="Estimate"/>, as a fraction.</summary>
    public required double Upper { get; init; }

    /// <summary>Nominal coverage of the interval, between 0 and 1: for example 0.95.</summary>
    public required double Confidence { get; init; }

    /// <summary>Pairs that were measured.</summary>
    public required int Pairs { get; init; }

    /// <summary>The same cost as time: nanoseconds per micro-batch.</summary>
    public required double NanosecondsPerBatch { get; init; }

    /// <summary>Why measuring ended.</summary>
    public required StoppedBy StoppedBy { get; init; }
}
