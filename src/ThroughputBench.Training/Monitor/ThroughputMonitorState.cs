using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>
/// What a <see cref="ThroughputMonitor{TBatch}"/> has counted over its lifetime, by stage: what a checkpoint keeps. It can be written as
/// JSON and read back.
/// </summary>
/// <param name="Train">What was trained.</param>
/// <param name="Validate">What was validated, the sanity check left out.</param>
/// <param name="Test">What was tested.</param>
/// <param name="Predict">What was predicted.</param>
/// <param name="Epochs">Epochs that were trained to their end; at least 0. The epoch in the logs continues from there.</param>
public sealed record ThroughputMonitorState(
    ThroughputState Train,
    ThroughputState Validate,
    ThroughputState Test,
    ThroughputState Predict,
    int Epochs = 0
)
{
    internal ThroughputState Of(Stage stage) =>
        stage switch
        {
            Stage.Train => Train,
            Stage.Validate => Validate,
            Stage.Test => Test,
            _ => Predict,
        };

    /// <summary>Refuses counts that are impossible.</summary>
    /// <exception cref="ArgumentException">A count is impossible; the message names the stage, the count and its value.</exception>
    internal void RequirePossible()
    {
        if (Epochs < 0)
            throw Refusal.Wrong($"A saved throughput state has {nameof(Epochs)} = {Epochs}; it must be at least 0.", "state");
        foreach (Stage stage in Enum.GetValues<Stage>())
        {
            try
            {
                Of(stage).Validate();
            }
            catch (ArgumentException impossible)
            {
                throw new ArgumentException($"{stage}: {impossible.Message}", "state", impossible);
            }
        }
    }
}
