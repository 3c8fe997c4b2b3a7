using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// The estimate from the blocks of a launch that is being measured. The engine calls its stop rules, and they use this for the statistics.
/// </summary>
internal sealed class EstimateSoFar
{
    private RunningEstimate? _running;

    /// <summary>Estimates from all blocks so far.</summary>
    public RatioEstimate Of(BlocksSoFar blocks) =>
        (_running ??= new RunningEstimate(blocks.BlocksPerRepetition, blocks.Repetitions)).Estimate(
            blocks.ControlTicks,
            blocks.CandidateTicks
        );
}
