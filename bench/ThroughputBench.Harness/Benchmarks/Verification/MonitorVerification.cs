using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// Whether every figure that a monitor can log is right: short real trainings in which the harness counts everything itself on its own
/// clock, so a busy machine can neither hide nor cause an error. <see cref="AgreementMeasurement"/> tests whether the monitor reads a real
/// clock correctly.
/// </summary>
internal static class MonitorVerification
{
    /// <summary>
    /// Accumulation of a further training if that of the cell is 1 and no cycle can be short, and in a workload's first cell: its logs come
    /// often, at the end of the warm-up too.
    /// </summary>
    private const int WithShortCycles = 4;

    private const string Rule = "the rule for log intervals";

    /// <summary>Steps of a training in which the default window moves.</summary>
    private const int LongSteps = 180;

    /// <summary>Micro-batches that the trainings of a cell have.</summary>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="withDefaultWindow">See <see cref="Measure"/>.</param>
    public static int BatchesOf(Cell cell, bool withDefaultWindow) =>
        TrainingsOf(cell, withDefaultWindow).SelectMany(trainings => trainings.Plans).Sum(plan => plan.EpochLengths.Sum());

    /// <summary>Verifies a cell.</summary>
    /// <param name="bench">The workload whose monitor it is; training continues from its present state.</param>
    /// <param name="cell">A cell that the right rule accepts.</param>
    /// <param name="withDefaultWindow">Whether to add a training that is long enough for the default window to move.</param>
    /// <param name="trained">What is trained instead of the workload: what the monitor logs does not depend on it.</param>
    public static VerificationRecord Measure(TrainingBench bench, Cell cell, bool withDefaultWindow, TrainingBench? trained = null)
    {
        var rule = new VerifiedRule();
        rule.Compare(cell);
        VerifiedCounting.Compare(rule.Comparison);
        VerifiedStepTimes.Compare(rule.Comparison);
        if (rule.Comparison.Disagreements.Count > 0)
            return Record([rule.Comparison], [Rule]); // this cell, or another, could not be trained
        var trainings = new List<VerifiedTraining>();
        try
        {
            Train();
        }
        catch (Exception exception) when (IsTheMonitors(exception))
        {
            rule.Comparison.Compare(
                "number of trainings that came to their end",
                $"because the monitor threw {exception.GetType().Name}, \"{exception.Message}\"",
                0,
                trainings.Count - 1,
                trainings.Count
            );
        }
        finally
        {
            trainings.ForEach(training => training.Dispose());
        }
        return Record(
            [.. trainings.Select(training => training.Comparison), rule.Comparison],
            [Rule, .. trainings.SelectMany(training => training.Situations)]
        );

        void Train()
        {
            foreach ((IReadOnlyList<VerificationPlan> plans, DeviceTiming? timing) in TrainingsOf(cell, withDefaultWindow))
            {
                SavedTraining? saved = null;
                foreach (VerificationPlan plan in plans)
                {
                    trainings.Add(new VerifiedTraining(bench, plan, timing, trained ?? bench));
                    saved = trainings[^1].Run(saved);
                }
            }
        }
    }

    /// <summary>The verification of the rule for log intervals alone, if it is wrong: such a monitor may refuse to be trained.</summary>
    public static VerificationRecord? WrongRule(Cell cell)
    {
        var rule = new VerifiedRule();
        rule.Compare(cell);
        return rule.Comparison.Disagreements.Count > 0 ? Record([rule.Comparison], [Rule]) : null;
    }

    private static bool IsTheMonitors(Exception exception) =>
        exception is not (OutOfMemoryException or CudaException)
        && exception.StackTrace?.Contains(typeof(ThroughputMonitor<>).FullName!, StringComparison.Ordinal) == true;

    private static VerificationRecord Record(IReadOnlyList<FigureComparison> comparisons, IEnumerable<string> situations)
    {
        DisagreementRecord[] disagreements = [.. comparisons.SelectMany(comparison => comparison.Disagreements)];
        return new VerificationRecord
        {
            Figures = comparisons.Sum(comparison => comparison.Figures),
            Situations = [.. situations.Distinct().Order(StringComparer.Ordinal)],
            WorstError = comparisons.Max(comparison => comparison.WorstError),
            Wrong = disagreements.Length,
            Disagreements = [.. disagreements.Take(VerificationRecord.MostKept)],
        };
    }

    /// <summary>
    /// The trainings of each list come one after the other: one that is stopped, the same continued from a checkpoint inside it (a run on a
    /// device continues only its lifetime), one that resumes it, and one more with the same monitors.
    /// </summary>
    private static IEnumerable<(IReadOnlyList<VerificationPlan> Plans, DeviceTiming? Timing)> TrainingsOf(Cell cell, bool withDefaultWindow)
    {
        yield return Resumed(cell.Accumulate, cell.LogInterval, cell.Timing);
        if (cell.Timing is null)
        {
            VerificationPlan byHand = VerificationPlan.ResumedOf(cell.Accumulate, cell.LogInterval) with
            {
                Beginning = Beginning.ByHand,
                IsLengthKnown = false,
                KeepsLedger = false,
            };
            yield return ([byHand], null);
        }
        if (cell.Accumulate == 1 || withDefaultWindow)
            yield return Resumed(WithShortCycles, LogInterval.Steps(3), cell.Timing);
        if (!withDefaultWindow)
            yield break;
        yield return ([VerificationPlan.LongOf(LongSteps)], cell.Timing);
        // The monitor's code for a device needs none: its clock is the harness's.
        foreach (DeviceTiming timing in cell.Timing is null ? TimingNames.All : [])
            yield return Resumed(WithShortCycles, LogInterval.Steps(3), timing);

        static (IReadOnlyList<VerificationPlan>, DeviceTiming?) Resumed(int accumulate, LogInterval logEvery, DeviceTiming? timing)
        {
            VerificationPlan first = VerificationPlan.FirstOf(accumulate, logEvery, isOnDevice: timing is not null),
                resumed = VerificationPlan.ResumedOf(accumulate, logEvery);
            VerificationPlan[] plans =
            [
                first,
                .. first.CheckpointStep is null
                    ? Array.Empty<VerificationPlan>()
                    : [first with { Beginning = Beginning.FromCheckpoint }],
                resumed,
                resumed with
                {
                    Beginning = Beginning.WithSameMonitors,
                },
            ];
            return (plans, timing);
        }
    }
}
