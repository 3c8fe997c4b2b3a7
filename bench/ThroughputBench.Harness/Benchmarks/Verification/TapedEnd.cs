namespace ThroughputBench.Benchmarks.Verification;

/// <summary>One end of an accumulation cycle, or of a batch of an evaluation, as the harness saw it.</summary>
/// <param name="Totals">What was counted since the run, or the evaluation, began.</param>
/// <param name="ClockUnits">The clock's time.</param>
/// <param name="Happened">The events since the end before this one.</param>
/// <param name="Epoch">Epochs of this training that had ended before.</param>
internal sealed record TapedEnd(TapedTotals Totals, long ClockUnits, Happening Happened, int Epoch);
