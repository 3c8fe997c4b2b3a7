using System.Numerics;

namespace ThroughputBench.Pairing;

/// <summary>How the operations of a pair are cut into blocks. Both sides of a pair use the same cuts.</summary>
/// <param name="OperationsPerRepetition">Operations that each side runs in one repetition of a pair: whole periods.</param>
/// <param name="BlocksPerRepetition">Blocks into which these operations are cut.</param>
/// <param name="Repetitions">How many times a pair runs its blocks.</param>
internal readonly record struct BlockSchedule(int OperationsPerRepetition, int BlocksPerRepetition, int Repetitions = 1)
{
    /// <summary>Repetitions must leave time for this many pairs: with fewer an interval is wide, or impossible.</summary>
    private const int EnoughPairs = 150;

    /// <summary>Operations of a pair's longest block.</summary>
    public int OperationsPerBlock => (OperationsPerRepetition + BlocksPerRepetition - 1) / BlocksPerRepetition;

    /// <summary>Blocks of a pair on each side, repetitions included.</summary>
    public int BlocksPerPair => BlocksPerRepetition * Repetitions;

    /// <summary>
    /// The order of two blocks, of two repetitions of a block and of two pairs is ABBA or BAAB, so that a steady drift cancels; which of
    /// the two follows the Thue–Morse sequence, which has no period. With ABBA throughout, the control comes first and last in each pair of
    /// two blocks: a control against itself was then 0.15% apart in eight runs of eight. With this order it was not. Blocks, repetitions
    /// and pairs each have their own sequence, because a sequence that is sampled at a fixed distance can stand still: every 15th or 17th
    /// term stays the same for long.
    /// </summary>
    public static bool IsControlFirst(int pair, int repetition, int block) =>
        int.IsEvenInteger(BitOperations.PopCount((uint)(pair ^ repetition ^ block)));

    /// <summary>
    /// Fits blocks of about <see cref="PairedPlan.BlockDuration"/> to periods: a period shorter than a block is repeated to fill one block,
    /// a longer one is cut into several.
    /// </summary>
    public static BlockSchedule For(PairedPlan plan, double operationNanoseconds)
    {
        int period = plan.OperationsPerPeriod;
        double operationsPerBlock = plan.BlockDuration.TotalNanoseconds / Math.Max(operationNanoseconds, double.Epsilon);
        if (operationsPerBlock >= period)
        {
            double periods = Math.Min(Math.Round(operationsPerBlock / period), int.MaxValue / period);
            return new((int)periods * period, 1);
        }
        int blocks = (int)Math.Min(period, Math.Round(period / operationsPerBlock));
        // Blocks come as ABBA or BAAB: with an even number of them a steady drift cancels inside each pair.
        if (blocks > 1 && int.IsOddInteger(blocks) && blocks < period)
            blocks++;
        return new(period, blocks);
    }

    /// <summary>As many repetitions as leave time for enough pairs, within the plan's limit.</summary>
    /// <param name="plan">How long to measure, and how many repetitions at most.</param>
    /// <param name="repetitionNanoseconds">What both sides together are expected to take for one repetition.</param>
    public BlockSchedule Repeated(PairedPlan plan, double repetitionNanoseconds) =>
        this with
        {
            Repetitions = (int)
                Math.Clamp(plan.MaximumTime.TotalNanoseconds / (EnoughPairs * repetitionNanoseconds), 1, plan.MaximumRepetitions),
        };

    /// <summary>The same with a single block in a pair: of about as many operations, but so that pairs add up to the same whole.</summary>
    public BlockSchedule Single()
    {
        int operations = OperationsPerRepetition / BlocksPerRepetition;
        while (OperationsPerRepetition % operations != 0)
            operations--;
        return new(operations, 1);
    }

    /// <summary>Operations of one block: the pair's operations spread as evenly as whole operations allow.</summary>
    /// <param name="block">Which block of the pair, from 0.</param>
    public int OperationsOf(int block) =>
        (int)((block + 1L) * OperationsPerRepetition / BlocksPerRepetition - (long)block * OperationsPerRepetition / BlocksPerRepetition);
}
