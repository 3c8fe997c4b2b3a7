namespace ThroughputBench.Records;

/// <summary>
/// The A/A control: the same work against itself, measured as overhead is. A smaller effect is indistinguishable from none.
/// </summary>
internal sealed record NoiseFloorRecord
{
    /// <summary>Second / first − 1, as a fraction of the step's time; near 0 if the measurement is good.</summary>
    public required double Estimate { get; init; }

    /// <summary>Lower end of the confidence interval of <see cref="Estimate"/>, as a fraction.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the confidence interval of <see cref="Estimate"/>, as a fraction.</summary>
    public required double Upper { get; init; }

    /// <summary>Nominal coverage of the interval, between 0 and 1: for example 0.95.</summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// Degrees of freedom of Student's t behind the interval; <see langword="null"/> if that is the normal distribution.
    /// </summary>
    public double? DegreesOfFreedom { get; init; }

    /// <summary>Pairs that were measured.</summary>
    public required int Pairs { get; init; }

    /// <summary>
    /// A micro-batch of the control while nothing disturbs it, with its part of the optimizer step, in nanoseconds; <see langword="null"/>
    /// in earlier records.
    /// </summary>
    public double? BatchNanoseconds { get; init; }

    /// <summary>
    /// The same control for hooks: one that does nothing against another; <see langword="null"/> if they were not timed.
    /// </summary>
    public HookFloorRecord? Hooks { get; init; }

    /// <summary>Half the width of the interval, as a fraction.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double HalfWidth => (Upper - Lower) / 2;
}
