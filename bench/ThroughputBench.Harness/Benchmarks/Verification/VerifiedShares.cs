using System.Collections.Immutable;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares how a log divides the time since the log before: the wait for data, and with a ledger all phases.</summary>
internal sealed class VerifiedShares(VerificationPlan plan, MonitorPromise promise, TrainingTape tape, FigureComparison all)
{
    /// <summary>The metrics of a log of training, in the order of <see cref="TimePhase"/>.</summary>
    public IReadOnlyList<string> Names { get; } =
        plan.KeepsLedger
            ?
            [
                "data_wait_share",
                "forward_backward_share",
                "optimizer_share",
                "validation_share",
                "callbacks_share",
                "logging_share",
                "other_share",
            ]
        : promise.Options.DataWait ? ["data_wait_share"]
        : [];

    /// <summary>Compares them in one log.</summary>
    /// <param name="kept">The log's record.</param>
    /// <param name="log">What is right.</param>
    /// <param name="situation">What training went through before.</param>
    /// <param name="index">The log's place, from 0.</param>
    /// <param name="before">The end of a cycle at the log before; <see langword="null"/> for the first log.</param>
    public void Compare(KeptRecords.Kept kept, PromisedLogs.Log log, string situation, int index, TapedEnd? before)
    {
        if (Names.Count == 0)
            return;
        ImmutableArray<long> then = before?.Phases ?? tape.StartPhases,
            now = log.IsTail ? tape.EndPhases : tape.Cycles[log.Position - 1].Phases;
        double whole = now.Sum() - then.Sum();
        for (int phase = 0; phase < Names.Count; phase++)
        {
            double reported = kept.Values.GetValueOrDefault(Names[phase], double.NaN);
            all.Compare($"train/{Names[phase]}", situation, index + 1, reported, (now[phase] - then[phase]) / whole);
        }
    }
}
