using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>
/// What the monitor's hooks take, timed from inside the step, less what hooks that do nothing take beside them. Times are the host's, in
/// nanoseconds.
/// </summary>
internal sealed record DirectCostRecord
{
    /// <summary>Per micro-batch: the trimmed means between logs and at logs, by how often each comes.</summary>
    public required double NanosecondsPerBatch { get; init; }

    /// <summary>Lower end of the confidence interval of <see cref="NanosecondsPerBatch"/>.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of it.</summary>
    public required double Upper { get; init; }

    /// <summary>Nominal coverage of the interval, between 0 and 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>A hook that does not log; <see langword="null"/> if each one logs.</summary>
    public double? BetweenLogsNanoseconds { get; init; }

    /// <summary>A hook that logs.</summary>
    public required double AtLogNanoseconds { get; init; }

    /// <summary><see cref="NanosecondsPerBatch"/> as a fraction of <see cref="BatchNanoseconds"/>.</summary>
    public required double Share { get; init; }

    /// <summary><see cref="Lower"/> as such a fraction.</summary>
    public required double ShareLower { get; init; }

    /// <summary><see cref="Upper"/> as such a fraction.</summary>
    public required double ShareUpper { get; init; }

    /// <summary>Difference of the plain means, per micro-batch: rare costs are in it in full, and so is every disturbance.</summary>
    public required double MeanNanoseconds { get; init; }

    /// <summary>The longest hook, with the probes' own time.</summary>
    public required double LongestNanoseconds { get; init; }

    /// <summary>How many of <see cref="Hooks"/> the trimmed means leave out: the slowest fiftieth of each kind.</summary>
    public required int BeyondTrim { get; init; }

    /// <summary>
    /// How many times both sides were set up, each time with addresses of their own. The interval says what the next launch will find: see
    /// <see cref="Statistics.LaunchSpread"/>.
    /// </summary>
    public required int Launches { get; init; }

    /// <summary>Median of the monitor's hooks, with the probes' own time.</summary>
    public required double MedianNanoseconds { get; init; }

    /// <summary>95th percentile of them.</summary>
    public required double P95Nanoseconds { get; init; }

    /// <summary>What the probes take around a hook that does nothing; it is subtracted from all but the median, p95 and longest.</summary>
    public required double EmptyHookNanoseconds { get; init; }

    /// <summary>Hooks of the monitor that were timed.</summary>
    public required int Hooks { get; init; }

    /// <summary>Degrees of freedom of Student's t behind the interval.</summary>
    public required double DegreesOfFreedom { get; init; }

    /// <summary>Standard error of <see cref="NanosecondsPerBatch"/> within the cell's own launches.</summary>
    public required double OwnStandardError { get; init; }

    /// <summary>Degrees of freedom of <see cref="OwnStandardError"/>.</summary>
    public required double OwnDegreesOfFreedom { get; init; }

    /// <summary>
    /// What the shares are of: a micro-batch of the control in the same blocks, with its part of the optimizer step. A mean without the
    /// slowest fiftieth, so that a busy machine slows it as it slows the hooks.
    /// </summary>
    public required double BatchNanoseconds { get; init; }

    /// <summary>
    /// How many processes measured it, each with at least one of <see cref="Launches"/>; <see langword="null"/> in earlier records, which
    /// had one.
    /// </summary>
    public int? Processes { get; init; }

    /// <summary>
    /// Whether each launch's times were brought to the speed of all before their mean: times <see cref="BatchNanoseconds"/> over its own
    /// micro-batch. <see langword="null"/> in earlier records, which averaged them as they were.
    /// </summary>
    public bool? HasEvenSpeeds { get; init; }

    /// <summary>Half the interval's width, as a fraction of the step.</summary>
    [JsonIgnore]
    public double ShareHalfWidth => (ShareUpper - ShareLower) / 2;
}
