using ThroughputBench.Statistics;

namespace ThroughputBench.Records;

/// <summary>The raw blocks of one launch, as a file of blocks holds them: clock times, in the order of measuring.</summary>
internal sealed record RecordedLaunch
{
    /// <summary>Time of the control in each block, in ticks.</summary>
    public required long[] ControlTicks { get; init; }

    /// <summary>Time of the candidate in the same blocks, in ticks.</summary>
    public required long[] CandidateTicks { get; init; }

    /// <summary>Whether the control ran first.</summary>
    public required bool[] ControlFirst { get; init; }

    /// <summary>Micro-batches that each side ran in the block.</summary>
    public required int[] Operations { get; init; }

    /// <summary>
    /// Time of a hook that does nothing in each of the control's micro-batches, in ticks; empty if hooks were not timed. As many as
    /// <see cref="CandidateHookTicks"/>.
    /// </summary>
    public long[] ControlHookTicks { get; init; } = [];

    /// <summary>Time of the monitor's hooks in each of its micro-batches, in ticks.</summary>
    public long[] CandidateHookTicks { get; init; } = [];

    /// <summary>
    /// Pairs of each layout, in order: both sides were set up again between two of them. Empty if they were set up once.
    /// </summary>
    public int[] PairsOfLayouts { get; init; } = [];

    /// <summary>
    /// Which of the cell's processes measured it, from 1; <see langword="null"/> if each launch had a process of its own.
    /// </summary>
    public int? Process { get; init; }

    /// <summary>Ticks in a second.</summary>
    public required long TicksPerSecond { get; init; }

    /// <summary>Blocks of one repetition: the place of a block is its number modulo this.</summary>
    public required int BlocksPerRepetition { get; init; }

    /// <summary>How many times each pair ran its blocks.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Why the measuring ended.</summary>
    public required EndedBy StoppedBy { get; init; }

    /// <summary>How long the measuring took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Number of blocks of each side.</summary>
    public int Blocks => ControlTicks.Length;

    /// <summary>Number of pairs.</summary>
    public int Pairs => Blocks / (BlocksPerRepetition * Repetitions);

    /// <summary>Micro-batches of each side in one repetition.</summary>
    public int OperationsPerRepetition => Operations.Take(BlocksPerRepetition).Sum();

    /// <summary>Each layout by itself; a launch whose sides were set up once is its own.</summary>
    public IEnumerable<RecordedLaunch> ToLayouts()
    {
        if (PairsOfLayouts.Length == 0)
        {
            yield return this;
            yield break;
        }
        int blocksOfPair = BlocksPerRepetition * Repetitions,
            batchesOfPair = Operations.Take(blocksOfPair).Sum(),
            taken = CandidateHookTicks.Length,
            first = 0;
        foreach (int pairs in PairsOfLayouts)
        {
            int end = first + pairs;
            Range blocks = (first * blocksOfPair)..(end * blocksOfPair),
                hooks = Math.Min(first * batchesOfPair, taken)..Math.Min(end * batchesOfPair, taken);
            yield return this with
            {
                ControlTicks = ControlTicks[blocks],
                CandidateTicks = CandidateTicks[blocks],
                ControlFirst = ControlFirst[blocks],
                Operations = Operations[blocks],
                ControlHookTicks = ControlHookTicks[hooks],
                CandidateHookTicks = CandidateHookTicks[hooks],
                PairsOfLayouts = [],
            };
            first = end;
        }
    }

    /// <summary>The hook times, as Statistics takes them.</summary>
    /// <param name="batchesPerLog">Micro-batches from one log to the next.</param>
    public SectionSeries ToSections(int batchesPerLog) =>
        new(ControlHookTicks, CandidateHookTicks, batchesPerLog, 1e9 / TicksPerSecond);

    /// <summary>
    /// By which fraction the candidate took longer than the control, for each pair: from the sums of its blocks, so that disturbances are
    /// in it. 0 if the clock saw no time of the control.
    /// </summary>
    public double[] OverheadsOfPairs()
    {
        double[] overheads = new double[Pairs];
        int blocks = BlocksPerRepetition * Repetitions;
        for (int pair = 0; pair < overheads.Length; pair++)
        {
            double control = 0,
                candidate = 0;
            for (int block = pair * blocks; block < (pair + 1) * blocks; block++)
            {
                control += ControlTicks[block];
                candidate += CandidateTicks[block];
            }
            overheads[pair] = control == 0 ? 0 : candidate / control - 1;
        }
        return overheads;
    }

    /// <summary>The blocks as Statistics takes them.</summary>
    public PairedSeries ToSeries() => new(ControlTicks, CandidateTicks, BlocksPerRepetition, Repetitions);
}
