using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A saved training, and what had been done until then.</summary>
/// <param name="States">The monitors' states as JSON, as a checkpoint would keep them.</param>
/// <param name="Trained">What was trained, in all runs.</param>
/// <param name="Evaluated">What was validated, tested and predicted, in all runs.</param>
/// <param name="Epochs">Epochs that were trained to their end, in all runs.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Monitors">The monitors.</param>
/// <param name="Checkpoint">A checkpoint from inside this run, with what had been done until then in it, and the training before it;
/// <see langword="null"/> if none was kept.</param>
internal sealed record SavedTraining(
    IReadOnlyList<string> States,
    TapedTotals Trained,
    IReadOnlyDictionary<Stage, TapedTotals> Evaluated,
    int Epochs,
    VirtualClock Clock,
    IReadOnlyList<VerifiedMonitor> Monitors,
    (string Path, TapedMoment Moment, SavedTraining? Before)? Checkpoint
)
{
    /// <summary>What was evaluated of a stage.</summary>
    public TapedTotals Of(Stage stage) => Evaluated.GetValueOrDefault(stage);
}
