using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks;

/// <summary>How the time of a training divides among phases.</summary>
/// <param name="Spent">By the training's own ledger.</param>
/// <param name="WallSeconds">By the harness's clock, from before the ledger was first read until after it was last read.</param>
/// <param name="Batches">Micro-batches that were trained meanwhile.</param>
internal sealed record LedgerResult(TimeBreakdown Spent, double WallSeconds, long Batches);
