using System.Collections.Immutable;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>One end of an accumulation cycle, or of a batch of an evaluation, as the harness saw it.</summary>
/// <param name="Totals">What was counted since the run, or the evaluation, began.</param>
/// <param name="Phases">Units of the clock until then, by <see cref="TimePhase"/>.</param>
/// <param name="Happened">The events since the end before this one.</param>
/// <param name="Epoch">Epochs of this training that had ended before.</param>
internal sealed record TapedEnd(TapedTotals Totals, ImmutableArray<long> Phases, Happening Happened, int Epoch);
