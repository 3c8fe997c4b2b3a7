namespace ThroughputBench.Pairing;

/// <summary>All the blocks of one launch as they were measured, and what its pairs say of the ratio (<see cref="BlockRatios"/>).</summary>
internal sealed class PairedBlocks
{
    private const int MostRoomAtFirst = 1 << 20;

    private readonly BlockSchedule _schedule;
    private readonly BlockRatios _ratios;

    /// <summary>Ticks of the blocks, repetition after repetition.</summary>
    private long[] _control;
    private long[] _candidate;
    private int _next;

    /// <param name="schedule">How the pairs are cut into blocks.</param>
    /// <param name="expectedPairs">How many pairs to make room for at first.</param>
    public PairedBlocks(BlockSchedule schedule, int expectedPairs)
    {
        _schedule = schedule;
        _ratios = new BlockRatios(schedule.BlocksPerPair);
        _control = new long[Math.Clamp((long)expectedPairs * BlocksOfAPair, 1, MostRoomAtFirst)];
        _candidate = new long[_control.Length];
    }

    /// <summary>Pairs that were measured.</summary>
    public int Pairs { get; private set; }

    /// <summary>All that the control took, disturbances and rare costs included.</summary>
    public long TotalControlTicks { get; private set; }

    /// <summary>All that the candidate took.</summary>
    public long TotalCandidateTicks { get; private set; }

    private int BlocksOfAPair => _schedule.BlocksPerPair * _schedule.Repetitions;

    /// <summary>Makes room for one more pair, so that none need be made between two blocks.</summary>
    public void BeginPair()
    {
        Pairs++;
        int needed = checked(Pairs * BlocksOfAPair);
        if (needed <= _control.Length)
            return;
        int length = Math.Max(needed, 2 * _control.Length);
        Array.Resize(ref _control, length);
        Array.Resize(ref _candidate, length);
    }

    /// <summary>Takes the next block: those of a repetition in order, and repetition after repetition.</summary>
    public void Add(long controlTicks, long candidateTicks)
    {
        (_control[_next], _candidate[_next]) = (controlTicks, candidateTicks);
        _next++;
        TotalControlTicks += controlTicks;
        TotalCandidateTicks += candidateTicks;
    }

    /// <summary>
    /// What each pair says of the two sides: the ticks that both take in a calm, further apart or less as its own blocks do. The mean logarithm of the
    /// pairs' ratios is that which all blocks together give, and it varies from pair to pair as that one would if it were measured again.
    /// </summary>
    /// <param name="control">Room for as many pairs as were measured.</param>
    /// <param name="candidate">The same.</param>
    public void Read(Span<double> control, Span<double> candidate)
    {
        _ratios.Take(_control.AsSpan(0, _next), _candidate.AsSpan(0, _next));
        for (int pair = 0; pair < Pairs; pair++)
        {
            double apart = 0;
            foreach (double influence in _ratios.Influences.Slice(pair * BlocksOfAPair, BlocksOfAPair))
                apart += Pairs * influence;
            (control[pair], candidate[pair]) = (_ratios.ControlTicks * Math.Exp(-apart / 2), _ratios.CandidateTicks * Math.Exp(apart / 2));
        }
    }
}
