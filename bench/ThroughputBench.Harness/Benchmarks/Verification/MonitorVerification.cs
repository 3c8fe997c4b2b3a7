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

    /// <summary>Micro-batches that the trainings of a cell have.</summary>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="withDefaultWindow">See <see cref="Measure"/>.</param>
    public static int BatchesOf(Cell cell, bool withDefaultWindow) =>
        PlansOf(cell, withDefaultWindow).SelectMany(plans => plans).Sum(plan => plan.EpochLengths.Sum());

    /// <summary>Verifies a cell.</summary>
    /// <param name="bench">The workload whose monitor it is; training continues from its present state.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="withDefaultWindow">Whether to add a training that is long enough for the default window to move.</param>
    /// <param name="trained">What is trained instead of the workload: what the monitor logs does not depend on it.</param>
    public static VerificationRecord Measure(TrainingBench bench, Cell cell, bool withDefaultWindow, TrainingBench? trained = null)
    {
        var trainings = new List<VerifiedTraining>();
        foreach (IReadOnlyList<VerificationPlan> plans in PlansOf(cell, withDefaultWindow))
        {
            SavedTraining? saved = null;
            foreach (VerificationPlan plan in plans)
            {
                trainings.Add(new VerifiedTraining(bench, plan, cell.Timing, trained ?? bench));
                saved = trainings[^1].Run(saved);
            }
        }

        DisagreementRecord[] disagreements = [.. trainings.SelectMany(training => training.Comparison.Disagreements)];
        return new VerificationRecord
        {
            Figures = trainings.Sum(training => training.Comparison.Figures),
            Situations = [.. trainings.SelectMany(training => training.Situations).Distinct().Order(StringComparer.Ordinal)],
            WorstError = trainings.Max(training => training.Comparison.WorstError),
            Wrong = disagreements.Length,
            Disagreements = [.. disagreements.Take(VerificationRecord.MostKept)],
        };
    }

    /// <summary>The trainings: of each list, every one resumes the one before it.</summary>
    private static IEnumerable<IReadOnlyList<VerificationPlan>> PlansOf(Cell cell, bool withDefaultWindow)
    {
        yield return Resumed(cell.Accumulate, cell.LogInterval);
        if (cell.Accumulate == 1)
            yield return Resumed(WithShortCycles, LogInterval.Steps(1));
        if (withDefaultWindow)
            yield return [VerificationPlan.LongOf(LongSteps)];

        static VerificationPlan[] Resumed(int accumulate, LogInterval logEvery) =>
            [VerificationPlan.FirstOf(accumulate, logEvery), VerificationPlan.ResumedOf(accumulate, logEvery)];
    }
}
