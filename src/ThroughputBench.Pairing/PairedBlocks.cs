namespace ThroughputBench.Pairing;

/// <summary>All the blocks of one launch as they are measured: it keeps what the clock showed, and nothing else.</summary>
/// <param name="schedule">How the pairs are cut into blocks.</param>
/// <param name="expectedPairs">How many pairs to make room for at first.</param>
internal sealed class PairedBlocks(BlockSchedule schedule, int expectedPairs)
{
    private const int MostRoomAtFirst = 1 << 20;

    private long[] _control = new long[Math.Clamp((long)expectedPairs * schedule.BlocksPerPair, 1, MostRoomAtFirst)];
    private long[] _candidate = new long[Math.Clamp((long)expectedPairs * schedule.BlocksPerPair, 1, MostRoomAtFirst)];
    private int _next;

    /// <summary>Pairs that were begun.</summary>
    public int Pairs { get; private set; }

    /// <summary>What was measured up to now.</summary>
    public BlocksSoFar SoFar =>
        new()
        {
            ControlTicks = _control.AsSpan(0, _next),
            CandidateTicks = _candidate.AsSpan(0, _next),
            BlocksPerRepetition = schedule.BlocksPerRepetition,
            Repetitions = schedule.Repetitions,
        };

    /// <summary>Makes room for one more pair, so that nothing is allocated between two blocks.</summary>
    public void BeginPair()
    {
        Pairs++;
        int needed = checked(Pairs * schedule.BlocksPerPair);
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
    }
}
