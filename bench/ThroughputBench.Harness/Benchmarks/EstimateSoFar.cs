using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>What the blocks of a launch say while it is being measured. The engine asks its stop rules, which know no statistics; they ask this.</summary>
internal sealed class EstimateSoFar
{
    private RunningEstimate? _running;

    /// <summary>Estimates from all blocks up to now.</summary>
    public RatioEstimate Of(BlocksSoFar blocks) =>
        (_running ??= new RunningEstimate(blocks.BlocksPerRepetition, blocks.Repetitions)).Estimate(blocks.ControlTicks, blocks.CandidateTicks);
}
