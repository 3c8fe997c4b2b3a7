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
    /// <summary>Batches of validation data, test data and data to predict.</summary>
    public const int EvaluationBatches = 5;

    /// <summary>Cycles of an epoch at least: enough for the windows of <see cref="VerifiedMonitor"/> to leave its start.</summary>
    private const int FewestCycles = 4;

    /// <summary>How it begins.</summary>
    public Beginning Beginning { get; init; }

    /// <summary>
    /// Micro-batches after which it is stopped: in the last epoch and, unless A is 1, in the middle of a cycle. <see langword="null"/> if
    /// it is not.
    /// </summary>
    public int? StopsAfter { get; private init; }

    /// <summary>The step at whose end a checkpoint is kept; <see langword="null"/> for none.</summary>
    public int? CheckpointStep { get; init; }

    /// <summary>Whether the trainer keeps a ledger of its time.</summary>
    public bool KeepsLedger { get; init; }

    /// <summary>Epochs that are trained to their end.</summary>
    public int WholeEpochs => StopsAfter is null ? EpochLengths.Count : EpochLengths.Count - 1;

    private int Short => Accumulate / 2;

    /// <summary>
    /// The training that is interrupted: an epoch that ends with a whole cycle, one that ends with a short cycle (unless A is 1), and one
    /// that is stopped before a log, in the middle of a cycle. Validations come inside epochs.
    /// </summary>
    /// <param name="accumulate">A.</param>
    /// <param name="logEvery">L.</param>
    /// <param name="isOnDevice">Whether a device is timed. It then ends with a whole cycle, and no checkpoint is kept: the time that the
    /// host loses when it is stopped is none of the device's, and a run on a device continues only its lifetime.</param>
    /// <param name="beginsShort">Whether an epoch of a whole and a short cycle comes first: a warm-up of two steps ends with it.</param>
    public static VerificationPlan FirstOf(int accumulate, LogInterval logEvery, bool isOnDevice, bool beginsShort)
    {
        int cycles = CyclesOf(accumulate, logEvery);
        var plan = new VerificationPlan(
            accumulate,
            logEvery,
            [],
            ValidateEveryBatches: 2L * cycles * accumulate / 3 + 1,
            IsLengthKnown: false
        );
        int[] whole = [cycles * accumulate, (cycles - 1) * accumulate + plan.Short];
        if (isOnDevice)
            return plan.Ending(whole);
        plan = plan.Ending(beginsShort ? [accumulate + plan.Short, .. whole] : whole);
        int steps = plan.EpochLengths.Sum(plan.CyclesIn);
        int[] epochs = [.. plan.EpochLengths.SkipLast(1)];
        int stop = plan.EpochLengths[^1] / accumulate * accumulate + plan.Short;
        return plan with
        {
            EpochLengths = [.. epochs, stop + accumulate],
            StopsAfter = epochs.Sum() + stop,
            CheckpointStep = 2 * steps / 3 + 1,
        };
    }

    /// <summary>The training that resumes the first where it was saved: validations come at the ends of epochs.</summary>
    /// <param name="accumulate">A.</param>
    /// <param name="logEvery">L.</param>
    /// <param name="isOnDevice">Whether a device is timed. No checkpoint is kept then.</param>
    public static VerificationPlan ResumedOf(int accumulate, LogInterval logEvery, bool isOnDevice)
    {
        int cycles = CyclesOf(accumulate, logEvery);
        var plan = new VerificationPlan(accumulate, logEvery, [], ValidateEveryBatches: null, IsLengthKnown: true);
        plan = plan.Ending([(cycles - 1) * accumulate + plan.Short]) with { KeepsLedger = true };
        return isOnDevice ? plan : plan with { CheckpointStep = plan.EpochLengths.Sum(plan.CyclesIn) / 2 + 1 };
    }

    /// <summary>A training long enough for the monitor's default window to move.</summary>
    public static VerificationPlan LongOf(int steps) =>
        new(1, LogInterval.Steps(steps / 6), [steps / 6 * 4 + 1, steps / 6 * 2 - 2], ValidateEveryBatches: null, IsLengthKnown: true);

    private static int CyclesOf(int accumulate, LogInterval logEvery) =>
        Math.Max(FewestCycles, 1 + (logEvery.Unit == LogUnit.Steps ? logEvery.Every : logEvery.Every / accumulate));

    private int CyclesIn(int epoch) => (epoch + Accumulate - 1) / Accumulate;

    /// <summary>Adds an epoch that ends one cycle before the interval's count is a multiple of L.</summary>
    private VerificationPlan Ending(int[] epochs)
    {
        (int last, int sofar) = LogEvery.Unit == LogUnit.Batches ? (1, epochs.Sum()) : (Accumulate, epochs.Sum(CyclesIn));
        int needed = FewestCycles * (LogEvery.Unit == LogUnit.Batches ? Accumulate : 1),
            more = needed + (LogEvery.Every - (sofar + needed) % LogEvery.Every) % LogEvery.Every;
        bool hasTail = LogEvery.Every > (LogEvery.Unit == LogUnit.Batches ? Accumulate : 1);
        return this with { EpochLengths = [.. epochs, more * last - (hasTail ? Accumulate : 0)] };
    }
}
