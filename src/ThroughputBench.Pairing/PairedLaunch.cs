namespace ThroughputBench.Pairing;

/// <summary>The blocks of one launch, as the clock timed them.</summary>
/// <remarks>
/// A pair is one or more repetitions of the same blocks. Blocks come in the order of measuring: place after place within a repetition,
/// repetition after repetition, pair after pair. At each place both sides run as many operations, one side right after the other.
/// </remarks>
public sealed record PairedLaunch
{
    /// <summary>Time of the control in each block, in ticks, with every interruption and every rare cost.</summary>
    public required long[] ControlTicks { get; init; }

    /// <summary>Time of the candidate in the same blocks, in ticks.</summary>
    public required long[] CandidateTicks { get; init; }

    /// <summary>
    /// Time of the control's section in each operation, in ticks of <see cref="System.Diagnostics.Stopwatch"/>, in the order of measuring;
    /// empty if the sides are no <see cref="IPairedSections"/>.
    /// </summary>
    public long[] ControlSectionTicks { get; init; } = [];

    /// <summary>Time of the candidate's section in each operation, in the same ticks.</summary>
    public long[] CandidateSectionTicks { get; init; } = [];

    /// <summary>
    /// Pairs of each layout, in the order of measuring: the sides were set up again between two of them, with other addresses. Empty if
    /// they were set up once.
    /// </summary>
    public int[] PairsOfLayouts { get; init; } = [];

    /// <summary>Ticks of the clock in a second, above 0.</summary>
    public required long TicksPerSecond { get; init; }

    /// <summary>Operations that each side runs in one repetition of a pair, in whole periods; at least 1.</summary>
    public required int OperationsPerRepetition { get; init; }

    /// <summary>Blocks into which these operations are cut, as evenly as whole operations allow; at least 1.</summary>
    public required int BlocksPerRepetition { get; init; }

    /// <summary>How many times each pair runs its blocks; at least 1.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Why the measuring ended.</summary>
    public required StoppedBy StoppedBy { get; init; }

    /// <summary>How long the measuring took, without warm-up, including the stop rule's time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Number of blocks of each side.</summary>
    public int Blocks => ControlTicks.Length;

    /// <summary>Number of pairs; 0 if one pair alone would have taken longer than allowed.</summary>
    public int Pairs => ControlTicks.Length / Schedule.BlocksPerPair;

    /// <summary>Operations of each side in one pair, repetitions included.</summary>
    public long OperationsPerPair => (long)OperationsPerRepetition * Repetitions;

    /// <summary>Operations that each side ran in the whole measurement.</summary>
    public long Operations => Pairs * OperationsPerPair;

    /// <summary>Time of the control in the whole measurement, in nanoseconds.</summary>
    public double TotalControlNanoseconds => Sum(ControlTicks) * NanosecondsPerTick;

    /// <summary>
    /// Time of the candidate in the same number of operations, in nanoseconds. Divided by <see cref="TotalControlNanoseconds"/> it is the
    /// mean ratio. That ratio hides nothing, but it is far noisier than an estimate that weighs the blocks: a side against itself was up to
    /// 0.24 % apart in 6 s on a shared machine.
    /// </summary>
    public double TotalCandidateNanoseconds => Sum(CandidateTicks) * NanosecondsPerTick;

    /// <summary>
    /// The system's number of the process that measured it, as BenchmarkDotNet reports it; <see langword="null"/> if it does not.
    /// </summary>
    public int? ProcessId { get; init; }

    internal BlockSchedule Schedule => new(OperationsPerRepetition, BlocksPerRepetition, Repetitions);

    private double NanosecondsPerTick => 1e9 / TicksPerSecond;

    /// <summary>Operations that each side ran in a block.</summary>
    /// <param name="block">Which block, in the order of measuring, from 0.</param>
    public int OperationsOf(int block) => Schedule.OperationsOf(block % BlocksPerRepetition);

    /// <summary>Whether the control ran before the candidate in a block.</summary>
    /// <param name="block">Which block, in the order of measuring, from 0.</param>
    public bool IsControlFirst(int block) =>
        BlockSchedule.IsControlFirst(
            block / Schedule.BlocksPerPair,
            block / BlocksPerRepetition % Repetitions,
            block % BlocksPerRepetition
        );

    /// <summary>Time of the control in each pair, in nanoseconds, in the order of measuring.</summary>
    public double[] ControlNanosecondsOfPairs() => OfPairs(ControlTicks);

    /// <summary>Time of the candidate in each pair, in nanoseconds, in the order of measuring.</summary>
    public double[] CandidateNanosecondsOfPairs() => OfPairs(CandidateTicks);

    private double[] OfPairs(long[] ticks)
    {
        double[] pairs = new double[Pairs];
        int blocks = Schedule.BlocksPerPair;
        for (int pair = 0; pair < pairs.Length; pair++)
            pairs[pair] = Sum(ticks.AsSpan(pair * blocks, blocks)) * NanosecondsPerTick;
        return pairs;
    }

    private static long Sum(ReadOnlySpan<long> ticks)
    {
        long sum = 0;
        foreach (long some in ticks)
            sum += some;
        return sum;
    }
}
