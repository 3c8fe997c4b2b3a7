using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A short training with the features of a real one.</summary>
/// <param name="Accumulate">A.</param>
/// <param name="LogEvery">L with its unit.</param>
/// <param name="EpochLengths">Micro-batches of each epoch; if a log interval holds several cycles, training ends one cycle before a log is
/// due, so that a tail remains to be logged.</param>
/// <param name="ValidateEveryBatches">Micro-batches between two validations; <see langword="null"/> for one at each epoch's end.</param>
/// <param name="IsLengthKnown">Whether the source knows the length of an epoch.</param>
internal sealed record VerificationPlan(
    int Accumulate,
    LogInterval LogEvery,
    IReadOnlyList<int> EpochLengths,
    long? ValidateEveryBatches,
    bool IsLengthKnown
)
{
    /// <summary>Batches of validation data.</summary>
    public const int ValidationBatches = 5;

    /// <summary>Cycles of an epoch at least: enough for the windows of <see cref="VerifiedMonitor"/> to leave its start.</summary>
    private const int FewestCycles = 4;

    private int Short => Accumulate / 2;

    /// <summary>
    /// The training that is interrupted: an epoch that ends with a whole cycle, one that ends with a short cycle (unless A is 1), and one
    /// that ends before a log.
    /// Validations come inside epochs.
    /// </summary>
    public static VerificationPlan FirstOf(int accumulate, LogInterval logEvery)
    {
        int cycles = CyclesOf(accumulate, logEvery);
        var plan = new VerificationPlan(
            accumulate,
            logEvery,
            [],
            ValidateEveryBatches: 2L * cycles * accumulate / 3 + 1,
            IsLengthKnown: false
        );
        return plan.Ending([cycles * accumulate, (cycles - 1) * accumulate + plan.Short]);
    }

    /// <summary>The training that resumes the first where it was saved: validations come at the ends of epochs.</summary>
    public static VerificationPlan ResumedOf(int accumulate, LogInterval logEvery)
    {
        int cycles = CyclesOf(accumulate, logEvery);
        var plan = new VerificationPlan(accumulate, logEvery, [], ValidateEveryBatches: null, IsLengthKnown: true);
        return plan.Ending([(cycles - 1) * accumulate + plan.Short]);
    }

    /// <summary>A training long enough for the monitor's default window to move.</summary>
    public static VerificationPlan LongOf(int steps) =>
        new(1, LogInterval.Steps(steps / 6), [steps / 6 * 4 + 1, steps / 6 * 2 - 2], ValidateEveryBatches: null, IsLengthKnown: true);

    private static int CyclesOf(int accumulate, LogInterval logEvery) =>
        Math.Max(FewestCycles, 1 + (logEvery.Unit == LogUnit.Steps ? logEvery.Every : logEvery.Every / accumulate));

    /// <summary>Adds an epoch that ends one cycle before the interval's count is a multiple of L.</summary>
    private VerificationPlan Ending(int[] epochs)
    {
        (int last, int sofar) =
            LogEvery.Unit == LogUnit.Batches ? (1, epochs.Sum()) : (Accumulate, epochs.Sum(epoch => (epoch + Accumulate - 1) / Accumulate));
        int needed = FewestCycles * (LogEvery.Unit == LogUnit.Batches ? Accumulate : 1),
            more = needed + (LogEvery.Every - (sofar + needed) % LogEvery.Every) % LogEvery.Every;
        bool hasTail = LogEvery.Every > (LogEvery.Unit == LogUnit.Batches ? Accumulate : 1);
        return this with { EpochLengths = [.. epochs, more * last - (hasTail ? Accumulate : 0)] };
    }
}
