namespace ThroughputBench.Monitoring;

/// <summary>What a meter knows at one moment.</summary>
/// <param name="Seconds">Time spent in the stage since it began, pauses left out.</param>
/// <param name="Totals">What was counted since the stage began.</param>
/// <param name="HasItems">Whether items are counted.</param>
/// <param name="HasFlops">Whether floating-point operations are counted.</param>
/// <param name="Rates">Rates over the window; <see langword="null"/> until one whole cycle lies in it.</param>
/// <param name="Lifetime">What was counted in this run and all runs before it: <see cref="ThroughputMeter.Save"/>.</param>
/// <param name="StepTimes">How the step times in the window are spread; <see langword="null"/> if the meter does not keep it, and until one
/// whole cycle lies in the window.</param>
public readonly record struct ThroughputSnapshot(
    double Seconds,
    ThroughputTotals Totals,
    bool HasItems,
    bool HasFlops,
    ThroughputRates? Rates,
    ThroughputState Lifetime,
    StepTimes? StepTimes = null
);
