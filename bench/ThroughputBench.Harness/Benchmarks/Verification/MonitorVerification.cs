using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// Whether every figure that a monitor can log is right: short real trainings in which the harness counts everything itself on its own
/// clock, so a busy machine can neither hide nor cause an error. <see cref="AgreementMeasurement"/> tests whether the monitor reads a real
/// clock correctly.
/// </summary>
internal static class MonitorVerification
{
    /// <summary>Accumulation of a further training if that of the cell is 1 and no cycle can be short.</summary>
    private const int WithShortCycles = 4;

    /// <summary>Steps of a training in which the default window moves.</summary>
    private const int LongSteps = 180;

    /// <summary>Verifies a cell.</summary>
    /// <param name="bench">The workload; training continues from its present state.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="withDefaultWindow">Whether to add a training that is long enough for the default window to move.</param>
    public static VerificationRecord Measure(TrainingBench bench, Cell cell, bool withDefaultWindow)
    {
        var trainings = new List<VerifiedTraining>();
        SavedTraining first = Run(VerificationPlan.FirstOf(cell.Accumulate, cell.LogInterval), null);
        Run(VerificationPlan.ResumedOf(cell.Accumulate, cell.LogInterval), first);
        if (cell.Accumulate == 1)
        {
            Run(
                VerificationPlan.ResumedOf(WithShortCycles, LogInterval.Steps(1)),
                Run(VerificationPlan.FirstOf(WithShortCycles, LogInterval.Steps(1)), null)
            );
        }

        if (withDefaultWindow)
            Run(VerificationPlan.LongOf(LongSteps), null);

        DisagreementRecord[] disagreements = [.. trainings.SelectMany(training => training.Comparison.Disagreements)];
        return new VerificationRecord
        {
            Figures = trainings.Sum(training => training.Comparison.Figures),
            Situations = [.. trainings.SelectMany(training => training.Situations).Distinct().Order(StringComparer.Ordinal)],
            WorstError = trainings.Max(training => training.Comparison.WorstError),
            Wrong = disagreements.Length,
            Disagreements = [.. disagreements.Take(VerificationRecord.MostKept)],
        };

        SavedTraining Run(VerificationPlan plan, SavedTraining? saved)
        {
            var training = new VerifiedTraining(bench, plan, cell.Timing);
            trainings.Add(training);
            return training.Run(saved);
        }
    }
}
