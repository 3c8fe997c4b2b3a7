namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares how a log divides the time since the log before: the wait for data, and with a ledger all phases.</summary>
internal sealed class VerifiedShares(VerificationPlan plan, MonitorPromise promise, TrainingTape tape, FigureComparison all)
{
    /// <summary>The metrics of a log of training.</summary>
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
        if (plan.KeepsLedger)
            all.Compare("train/sum of the shares of time", situation, index + 1, Names.Sum(Reported), 1);
        (long waitedBefore, long clockBefore) = before is null
            ? (tape.From?.Totals.WaitedUnits ?? 0, tape.StartUnits)
            : (before.Totals.WaitedUnits, before.ClockUnits);
        TapedEnd end = tape.Cycles[log.Position - 1];
        (long waited, long clock) = log.IsTail ? (tape.EndWaitedUnits, tape.EndUnits) : (end.Totals.WaitedUnits, end.ClockUnits);
        double right = (double)(waited - waitedBefore) / (clock - clockBefore);
        all.Compare("train/data_wait_share", situation, index + 1, Reported("data_wait_share"), right);

        double Reported(string name) => kept.Values.GetValueOrDefault(name, double.NaN);
    }
}
