namespace ThroughputBench.Pairing;

/// <summary>How the cycles of a pair are cut into blocks. Both sides of a pair use the same cuts.</summary>
/// <param name="CyclesPerPair">Cycles that each side runs in a pair: whole periods.</param>
/// <param name="BlocksPerPair">Blocks into which each side's cycles are cut.</param>
internal readonly record struct BlockSchedule(int CyclesPerPair, int BlocksPerPair)
{
    /// <summary>Cycles of a pair's longest block.</summary>
    public int CyclesPerBlock => (CyclesPerPair + BlocksPerPair - 1) / BlocksPerPair;

    /// <summary>
    /// Fits blocks of about <see cref="PairedPlan.BlockDuration"/> to periods: a period shorter than a block is repeated to fill one block, a
    /// longer one is cut into several.
    /// </summary>
    public static BlockSchedule For(PairedPlan plan, double cycleNanoseconds)
    {
        int period = plan.CyclesPerPeriod;
        double cyclesPerBlock = plan.BlockDuration.TotalNanoseconds / Math.Max(cycleNanoseconds, double.Epsilon);
        if (cyclesPerBlock >= period)
        {
            double periods = Math.Min(Math.Round(cyclesPerBlock / period), int.MaxValue / period);
            return new((int)periods * period, 1);
        }
        int blocks = (int)Math.Min(period, Math.Round(period / cyclesPerBlock));
        // Blocks come as ABBA or BAAB: with an even number of them a steady drift cancels inside each pair.
        if (blocks > 1 && int.IsOddInteger(blocks) && blocks < period)
            blocks++;
        return new(period, blocks);
    }

    /// <summary>Cycles of one block: the pair's cycles spread as evenly as whole cycles allow.</summary>
    /// <param name="block">Which block of the pair, from 0.</param>
    public int CyclesOf(int block) =>
        (int)((block + 1L) * CyclesPerPair / BlocksPerPair - (long)block * CyclesPerPair / BlocksPerPair);
}
