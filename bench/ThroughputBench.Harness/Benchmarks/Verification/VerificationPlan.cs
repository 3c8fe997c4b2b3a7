using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A short training with what a real one has.</summary>
/// <param name="Accumulate">A.</param>
/// <param name="LogEvery">L with its unit.</param>
/// <param name="EpochLengths">Micro-batches of each epoch; the last epoch's end is a log's position, so that nothing depends on what becomes of the tail after a log.</param>
/// <param name="ValidateEveryBatches">Micro-batches between two validations; <see langword="null"/> for one at each epoch's end.</param>
internal sealed record VerificationPlan(int Accumulate, LogInterval LogEvery, IReadOnlyList<int> EpochLengths, long? ValidateEveryBatches)
{
    /// <summary>Batches of validation data.</summary>
    public const int ValidationBatches = 5;

    /// <summary>Cycles of an epoch at least: enough for the windows of <see cref="VerifiedMonitor"/> to leave its start.</summary>
    private const int FewestCycles = 4;

    private int Short => Accumulate / 2;

    /// <summary>
    /// The training that is interrupted: an epoch that ends with a whole cycle, one that ends with a short cycle (unless A is 1), and one that ends with a log.
    /// Validations come inside epochs.
    /// </summary>
    public static VerificationPlan FirstOf(int accumulate, LogInterval logEvery)
    {
        int cycles = CyclesOf(accumulate, logEvery);
        var plan = new VerificationPlan(accumulate, logEvery, [], ValidateEveryBatches: 2L * cycles * accumulate / 3 + 1);
        return plan.Ending([cycles * accumulate, (cycles - 1) * accumulate + plan.Short]);
    }

    /// <summary>The training that goes on where the first was saved: validations come at the ends of epochs.</summary>
    public static VerificationPlan ResumedOf(int accumulate, LogInterval logEvery)
    {
        int cycles = CyclesOf(accumulate, logEvery);
        var plan = new VerificationPlan(accumulate, logEvery, [], ValidateEveryBatches: null);
        return plan.Ending([(cycles - 1) * accumulate + plan.Short]);
    }

    /// <summary>A training long enough for the monitor's default window to move.</summary>
    public static VerificationPlan LongOf(int steps) => new(1, LogInterval.Steps(steps / 6), [steps / 6 * 4 + 1, steps / 6 * 2 - 1], ValidateEveryBatches: null);

    private static int CyclesOf(int accumulate, LogInterval logEvery) => Math.Max(FewestCycles, 1 + (logEvery.Unit == LogUnit.Steps ? logEvery.Every : logEvery.Every / accumulate));

    /// <summary>Adds an epoch after which the count that the interval is in is a multiple of L.</summary>
    private VerificationPlan Ending(int[] epochs)
    {
        (int last, int sofar) = LogEvery.Unit == LogUnit.Batches
            ? (1, epochs.Sum())
            : (Accumulate, epochs.Sum(epoch => (epoch + Accumulate - 1) / Accumulate));
        int needed = FewestCycles * (LogEvery.Unit == LogUnit.Batches ? Accumulate : 1), more = needed + (LogEvery.Every - (sofar + needed) % LogEvery.Every) % LogEvery.Every;
        return this with { EpochLengths = [.. epochs, more * last] };
    }
}
