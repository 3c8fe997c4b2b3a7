namespace ThroughputBench.Pairing;

/// <summary>What the blocks of one side took: those of the pair that is being measured one by one, and all of them together.</summary>
internal sealed class BlockTimes(BlockSchedule schedule)
{
    /// <summary>Ticks of the current pair: the repetitions of its first block, then those of the second, and so on.</summary>
    private readonly long[] _ticks = new long[checked(schedule.BlocksPerPair * schedule.Repetitions)];

    /// <summary>All that was added, disturbances and rare costs included.</summary>
    public long TotalTicks { get; private set; }

    public void Add(int repetition, int block, long ticks)
    {
        _ticks[block * schedule.Repetitions + repetition] = ticks;
        TotalTicks += ticks;
    }

    /// <summary>
    /// The current pair when nothing disturbed it, in ticks: the lowest octile (by nearest rank) of each block's repetitions, summed over the blocks.
    /// </summary>
    public long TakeUndisturbed()
    {
        int octile = (schedule.Repetitions - 1) / 8;
        long sum = 0;
        for (int start = 0; start < _ticks.Length; start += schedule.Repetitions)
        {
            Span<long> repetitions = _ticks.AsSpan(start, schedule.Repetitions);
            repetitions.Sort();
            sum += repetitions[octile];
        }
        return sum;
    }
}
