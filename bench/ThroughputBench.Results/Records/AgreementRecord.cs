namespace ThroughputBench.Records;

/// <summary>The rates that the monitor logged, against those of an independent clock, over the same whole cycles.</summary>
internal sealed record AgreementRecord
{
    /// <summary>Median over the logs of |reported / independent − 1|, as a fraction.</summary>
    public required double MedianError { get; init; }

    /// <summary>
    /// 95th percentile of the same, as a fraction; of fewer than 21 logs the worst but one, if the training was tried again.
    /// </summary>
    public required double P95Error { get; init; }

    /// <summary>Largest of the same, as a fraction.</summary>
    public required double WorstError { get; init; }

    /// <summary>Logs that were compared.</summary>
    public required int Logs { get; init; }

    /// <summary>Reported / independent − 1 over the whole run, signed, as a fraction.</summary>
    public required double RunError { get; init; }

    /// <summary>Samples per second over the whole run, by the monitor.</summary>
    public required double ReportedSamplesPerSecond { get; init; }

    /// <summary>Samples per second over the whole run, by the independent clock.</summary>
    public required double IndependentSamplesPerSecond { get; init; }

    /// <summary>
    /// Samples per second over the whole run by the host's clock around it: until the device is idle, or on the CPU until the data source
    /// is asked for the next micro-batch. <see langword="null"/> in older records of the CPU.
    /// </summary>
    public double? HostSamplesPerSecond { get; init; }

    /// <summary>Reported / that of the host's clock − 1 over the whole run, signed, as a fraction.</summary>
    public double? HostRunError { get; init; }

    /// <summary>Whether all errors are within the limits of the run, and most logs had a window that had moved.</summary>
    public required bool Agrees { get; init; }

    /// <summary>
    /// W of the monitor, small enough that its window moves in the available time; <see langword="null"/> in records that are older than
    /// the choice: 100.
    /// </summary>
    public int? WindowSteps { get; init; }

    /// <summary>
    /// Logs whose window had left the start of training and makes a difference: its rate differed from that of the totals, and from those
    /// of a window one step wider or narrower, by more than the limit of the median. <see langword="null"/> in records that are older than
    /// the count.
    /// </summary>
    public int? MovedLogs { get; init; }

    /// <summary>
    /// Trainings whose logs were judged together: 1, or more if the first disagreed; <see langword="null"/> in older records.
    /// </summary>
    public int? Tries { get; init; }
}
