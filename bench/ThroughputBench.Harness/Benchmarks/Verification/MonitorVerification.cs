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
        var direct = new FigureComparison();
        var trainings = new List<VerifiedTraining>();
        string part = "";
        try
        {
            foreach ((string name, Action<FigureComparison> compare) in PartsOf(cell))
            {
                part = name;
                compare(direct);
            }
            part = "trainings";
            if (direct.Disagreements.Count == 0) // else this cell, or another, might not be trained
                Train();
        }
        catch (Exception exception) when (MonitorFailure.IsTheMonitors(exception))
        {
            direct.Compare(
                $"number of {part} that came to their end",
                $"because the monitor threw {exception.GetType().Name}, \"{exception.Message.ReplaceLineEndings(" ")}\"",
                0,
                Math.Max(0, trainings.Count - 1),
                Math.Max(1, trainings.Count)
            );
        }
        finally
        {
            trainings.ForEach(training => training.Dispose());
        }
        return Record(
            [.. trainings.Select(training => training.Comparison), direct],
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

    /// <summary>What is compared without a training.</summary>
    private static IEnumerable<(string Name, Action<FigureComparison> Compare)> PartsOf(Cell cell) =>
        [
            ("comparisons of the rule for log intervals", all => new VerifiedRule(all).Compare(cell)),
            ("counts of the samples in a batch", VerifiedCounting.Compare),
            ("comparisons of step times", VerifiedStepTimes.Compare),
            ("comparisons on a clock that goes back", VerifiedClock.Compare),
            ("comparisons of what is refused", VerifiedRefusals.Compare),
            ("comparisons of notices", VerifiedNotices.Compare),
            ("comparisons of many FLOPs", VerifiedFlops.Compare),
            ("comparisons on two threads", VerifiedThreads.Compare),
        ];

    private static VerificationRecord Record(IReadOnlyList<FigureComparison> comparisons, IEnumerable<string> situations)
    {
        // First what was logged: it is what users see, and it comes in the order in which training went through the situations.
        DisagreementRecord[] disagreements =
        [
            .. comparisons.SelectMany(comparison => comparison.Disagreements).OrderBy(wrong => wrong.Log == 0),
        ];
        return new VerificationRecord
        {
            Figures = comparisons.Sum(comparison => comparison.Figures),
            Situations = [.. situations.Distinct().Order(StringComparer.Ordinal)],
            WorstError = comparisons.Max(comparison => comparison.WorstError),
            Wrong = disagreements.Length,
            Disagreements = [.. KeptOf(disagreements)],
        };
    }

    // The first of each situation are among those that are kept: what comes later must not hide behind the figures of one log.
    private static IEnumerable<DisagreementRecord> KeptOf(DisagreementRecord[] all)
    {
        HashSet<DisagreementRecord> kept =
        [
            .. all.DistinctBy(wrong => wrong.Situation).Concat(all).Distinct().Take(VerificationRecord.MostKept),
        ];
        return all.Where(kept.Contains).Distinct();
    }

    /// <summary>
    /// The trainings of each list come one after the other: one that is stopped, the same continued from a checkpoint inside it (a run on a
    /// device continues only its lifetime), one that resumes it, likewise continued, and one more with the same monitors.
    /// </summary>
    private static IEnumerable<(IReadOnlyList<VerificationPlan> Plans, DeviceTiming? Timing)> TrainingsOf(Cell cell, bool withDefaultWindow)
    {
        yield return Resumed(cell.Accumulate, cell.LogInterval, cell.Timing, beginsShort: false);
        if (cell.Timing is null)
        {
            VerificationPlan byHand = VerificationPlan.ResumedOf(cell.Accumulate, cell.LogInterval, isOnDevice: false) with
            {
                Beginning = Beginning.ByHand,
                IsLengthKnown = false,
                KeepsLedger = false,
                CheckpointStep = null,
            };
            yield return ([byHand], null);
        }
        if (cell.Accumulate == 1 || withDefaultWindow)
            yield return Resumed(WithShortCycles, LogInterval.Steps(3), cell.Timing, beginsShort: true);
        if (!withDefaultWindow)
            yield break;
        yield return ([VerificationPlan.LongOf(LongSteps)], cell.Timing);
        // The monitor's code for a device needs none: its clock is the harness's.
        foreach (DeviceTiming timing in cell.Timing is null ? TimingNames.All : [])
            yield return Resumed(WithShortCycles, LogInterval.Steps(3), timing, beginsShort: true);

        static (IReadOnlyList<VerificationPlan>, DeviceTiming?) Resumed(
            int accumulate,
            LogInterval logEvery,
            DeviceTiming? timing,
            bool beginsShort
        )
        {
            VerificationPlan first = VerificationPlan.FirstOf(accumulate, logEvery, isOnDevice: timing is not null, beginsShort),
                resumed = VerificationPlan.ResumedOf(accumulate, logEvery, isOnDevice: timing is not null);
            VerificationPlan[] plans =
            [
                first,
                .. FromCheckpointOf(first),
                resumed,
                .. FromCheckpointOf(resumed),
                resumed with
                {
                    Beginning = Beginning.WithSameMonitors,
                    CheckpointStep = null,
                },
            ];
            return (plans, timing);
        }

        // What the source skips there is waited for too, but by no micro-batch: the ledger of such a run is not compared.
        static IEnumerable<VerificationPlan> FromCheckpointOf(VerificationPlan plan)
        {
            if (plan.CheckpointStep is not null)
                yield return plan with { Beginning = Beginning.FromCheckpoint, KeepsLedger = false };
        }
    }
}
