namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A saved training, and what had been done until then.</summary>
/// <param name="States">The monitors' states as JSON, as a checkpoint would keep them.</param>
/// <param name="Trained">What was trained, in all runs.</param>
/// <param name="Validated">What was validated, in all runs.</param>
internal sealed record SavedTraining(IReadOnlyList<string> States, TapedTotals Trained, TapedTotals Validated);
