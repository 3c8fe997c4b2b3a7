namespace ThroughputBench.Monitoring;

/// <summary>
/// A run of a stage in the middle of it, with its window: what lets a resumed run report as if it had never been interrupted. It can be
/// written as JSON and read back.
/// </summary>
/// <param name="Before">What was counted in the runs before.</param>
/// <param name="Frequency">Ticks per second of its times.</param>
/// <param name="ClockTicks">Time in the stage.</param>
/// <param name="Totals">What was counted in the run.</param>
/// <param name="Ends">The window's ends of cycles, the oldest first.</param>
/// <param name="Counted">The kinds that are counted.</param>
/// <param name="Unknown">The steps of which the time, samples, items or FLOPs are not known.</param>
internal sealed record MeterRun(
    ThroughputState Before,
    long Frequency,
    long ClockTicks,
    ThroughputTotals Totals,
    ThroughputTotals[] Ends,
    CountedKinds Counted,
    UnknownStepPair[] Unknown
);
