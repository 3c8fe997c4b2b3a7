namespace ThroughputBench.Pairing;

/// <summary>How the cycles of a pair are cut into blocks. Both sides of a pair use the same cuts.</summary>
/// <param name="CyclesPerPair">Cycles that each side runs in one repetition of a pair: whole periods.</param>
/// <param name="BlocksPerPair">Blocks into which these cycles are cut.</param>
/// <param name="Repetitions">How many times a pair runs its blocks.</param>
internal readonly record struct BlockSchedule(int CyclesPerPair, int BlocksPerPair, int Repetitions = 1)
{
    /// <summary>Pairs that repetitions must leave time for: with fewer an interval is wide, or cannot be given.</summary>
    private const int EnoughPairs = 150;

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

    /// <summary>As many repetitions as leave time for enough pairs, within the plan's limit.</summary>
    /// <param name="plan">How long to measure, and how many repetitions at most.</param>
    /// <param name="repetitionNanoseconds">What both sides together are expected to take for one repetition.</param>
    public BlockSchedule Repeated(PairedPlan plan, double repetitionNanoseconds) => this with
    {
        Repetitions = (int)Math.Clamp(plan.MaximumTime.TotalNanoseconds / (EnoughPairs * repetitionNanoseconds), 1, plan.MaximumRepetitions),
    };

    /// <summary>Cycles of one block: the pair's cycles spread as evenly as whole cycles allow.</summary>
    /// <param name="block">Which block of the pair, from 0.</param>
    public int CyclesOf(int block) =>
        (int)((block + 1L) * CyclesPerPair / BlocksPerPair - (long)block * CyclesPerPair / BlocksPerPair);
}
