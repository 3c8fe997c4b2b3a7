using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A pass over validation, test or prediction data, as the harness saw it.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Epoch">Epochs of this training that had ended before it.</param>
/// <param name="Ends">What was counted after each batch.</param>
internal sealed record TapedPass(Stage Stage, int Epoch, List<TapedEnd> Ends);
