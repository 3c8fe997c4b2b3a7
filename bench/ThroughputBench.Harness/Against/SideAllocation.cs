using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;

namespace ThroughputBench.Against;

/// <summary>What a micro-batch allocates on the training thread with each of two builds of training loop and monitor.</summary>
internal static class SideAllocation
{
    /// <summary>Micro-batches, at least, over which it is counted.</summary>
    private const int Batches = 64;

    /// <summary>Managed bytes per micro-batch of the new side, less those of the old one.</summary>
    public static double Difference(TrainingBench bench, SideFolders sides, Cell cell) =>
        Of(bench, sides.New, cell) - Of(bench, sides.Old, cell);

    private static double Of(TrainingBench bench, string side, Cell cell)
    {
        int period = cell.CyclesPerLog * cell.Accumulate,
            batches = period * Math.Max(1, Batches / period);
        TrainingSide training = SideContext.Of(side).Train(bench, cell.Accumulate, cell.LogInterval, bench.Data());
        try
        {
            training.Advance(batches); // one-time allocations are done
            return (double)AllocatedBytes.FewestOf(() => training.Advance(batches)) / batches;
        }
        finally
        {
            training.End();
        }
    }
}
