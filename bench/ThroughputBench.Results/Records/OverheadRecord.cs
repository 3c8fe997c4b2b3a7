using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>What the monitor costs in one cell.</summary>
internal sealed record OverheadRecord
{
    /// <summary>Monitored / control − 1, as a fraction of the step's time; may be negative if the noise is larger.</summary>
    public required double Estimate { get; init; }

    /// <summary>Lower end of the confidence interval of <see cref="Estimate"/>, as a fraction.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the confidence interval of <see cref="Estimate"/>, as a fraction.</summary>
    public required double Upper { get; init; }

    /// <summary>Half the interval's width, as a fraction.</summary>
    [JsonIgnore]
    public double HalfWidth => (Upper - Lower) / 2;

    /// <summary>Nominal coverage of the interval, between 0 and 1: for example 0.95.</summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// Degrees of freedom of Student's t behind the interval; <see langword="null"/> if that is the normal distribution.
    /// </summary>
    public double? DegreesOfFreedom { get; init; }

    /// <summary>The effective number of independent pairs.</summary>
    public double? EffectiveUnits { get; init; }

    /// <summary>
    /// Total time of the monitored side / total time of the control − 1, as a fraction: a plain mean without an interval. It includes rare
    /// costs, such as a garbage collection, in full, and also every disturbance; <see cref="Estimate"/> includes hardly anything of either.
    /// </summary>
    public double? MeanOverhead { get; init; }

    /// <summary>Pairs that were measured.</summary>
    public required int Pairs { get; init; }

    /// <summary>
    /// Of <see cref="Pairs"/>, those that the estimate leaves out because the machine was disturbed while they ran. Only records of schema
    /// 1 have it; it is 0 since blocks are weighed instead.
    /// </summary>
    public int? PairsLeftOut { get; init; }

    /// <summary>The same cost as time: nanoseconds per micro-batch.</summary>
    public required double NanosecondsPerBatch { get; init; }

    /// <summary>Why measuring ended.</summary>
    public required EndedBy StoppedBy { get; init; }
}
