using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares one monitor's logs of a training with the tape: positions, and every figure of every log.</summary>
internal sealed class VerifiedLogs(
    VerificationPlan plan,
    VerifiedMonitor monitor,
    KeptRecords records,
    TrainingTape tape,
    SavedTraining? saved,
    FigureComparison all,
    HashSet<string> situations
)
{
    private readonly MonitorPromise _promise = monitor.Promise;
    private readonly string _prefix = monitor.Promise.Options.Prefix!;

    /// <summary>What was trained before: the logs of a resumed training continue from there.</summary>
    private TapedTotals Before => saved?.Trained ?? default;

    /// <summary>Compares training's logs.</summary>
    public void CompareTraining()
    {
        IReadOnlyList<KeptRecords.Kept> logs = records.Below($"{_prefix}/train/");
        VerifiedMonitor.Said[] said = [.. monitor.All.Where(said => said.Stage == Stage.Train)];
        int[] positions = [.. TrainingLogs()];
        (int before, RuntimeReading runtime) = (0, monitor.AtBegin);
        for (int i = 0; i < Math.Min(positions.Length, Math.Min(logs.Count, said.Length)); i++)
        {
            var truth = new LogTruth(_promise, isEvaluation: false, Before, [.. tape.Cycles.Take(positions[i])]);
            string situation = SituationOf(truth, before, positions[i]);
            if (all.Compare("train/position", situation, i + 1, said[i].Snapshot.Totals.Steps, positions[i]))
            {
                all.Compare("train/step", situation, i + 1, logs[i].Step, Before.Steps + positions[i] - 1);
                Compare("train", situation, i, truth.Metrics(Before), name => logs[i].Values.GetValueOrDefault(name, double.NaN));
                Compare("train", situation, i, truth.Snapshot(), name => SnapshotFigures.Of(said[i].Snapshot, name));
                CompareSinceLastLog(logs[i], situation, i, before, positions[i], runtime, said[i].Runtime);
            }
            (before, runtime) = (positions[i], said[i].Runtime);
        }
        AreAsMany("train", logs.Count, said.Length, positions.Length);
    }

    /// <summary>Compares the logs of all passes over validation data.</summary>
    public void CompareValidations()
    {
        IReadOnlyList<KeptRecords.Kept> logs = records.Below($"{_prefix}/validate/");
        VerifiedMonitor.Said[] said = [.. monitor.All.Where(said => said.Stage == Stage.Validate)];
        (TapedTotals Before, IReadOnlyList<TapedEnd> Ends)[] expected = [.. ValidationLogs()];
        for (int i = 0; i < Math.Min(expected.Length, Math.Min(logs.Count, said.Length)); i++)
        {
            string situation = Sentence("in a validation");
            var truth = new LogTruth(_promise, isEvaluation: true, expected[i].Before, expected[i].Ends);
            if (!all.Compare("validate/position", situation, i + 1, said[i].Snapshot.Totals.Batches, expected[i].Ends.Count))
                continue;
            all.Compare("validate/step", situation, i + 1, logs[i].Step, expected[i].Before.Batches + expected[i].Ends.Count);
            Compare("validate", situation, i, truth.Metrics(default), name => logs[i].Values.GetValueOrDefault(name, double.NaN));
            Compare("validate", situation, i, truth.Snapshot(), name => SnapshotFigures.Of(said[i].Snapshot, name));
        }
        AreAsMany("validate", logs.Count, said.Length, expected.Length);
        situations.Add("the figures of validation");
    }

    /// <summary>Compares the monitor's lifetime totals.</summary>
    public void CompareSaved(ThroughputState state, Stage stage, TapedTotals lifetime)
    {
        foreach ((string name, double right) in LogTruth.Lifetime(_promise, stage != Stage.Train, lifetime))
        {
            all.Compare(
                $"{Name(stage)}/{name}",
                saved is null ? "at the end of a training" : "at the end of a resumed training",
                0,
                SnapshotFigures.Of(state, name["saved ".Length..]),
                right
            );
        }
    }

    /// <summary>Compares a log's figures on the time since the log before it.</summary>
    private void CompareSinceLastLog(
        KeptRecords.Kept log,
        string situation,
        int index,
        int before,
        int now,
        RuntimeReading runtimeBefore,
        RuntimeReading runtimeNow
    )
    {
        double Reported(string name) => log.Values.GetValueOrDefault(name, double.NaN);
        all.Compare(
            "train/gc_collections",
            situation,
            index + 1,
            Reported("gc_collections"),
            runtimeNow.Collections - runtimeBefore.Collections,
            RuntimeReading.CollectionsApart
        );
        all.Compare(
            "train/allocated_bytes",
            situation,
            index + 1,
            Reported("allocated_bytes"),
            runtimeNow.AllocatedBytes - runtimeBefore.AllocatedBytes,
            RuntimeReading.BytesApart
        );
        all.Compare("train/device/timed_step", situation, index + 1, Reported("device/timed_step"), HasTimedStep ? log.Step : double.NaN);
        if (!_promise.Options.DataWait)
            return;
        (long waited, long clock) =
            before == 0
                ? (0, tape.StartMilliseconds)
                : (tape.Cycles[before - 1].Totals.WaitedMilliseconds, tape.Cycles[before - 1].ClockMilliseconds);
        // The log of the tail is written when training is over.
        (long clockNow, long waitedNow) = IsDue(now)
            ? (tape.Cycles[now - 1].ClockMilliseconds, tape.Cycles[now - 1].Totals.WaitedMilliseconds)
            : tape.End;
        all.Compare(
            "train/data_wait_share",
            situation,
            index + 1,
            Reported("data_wait_share"),
            (double)(waitedNow - waited) / (clockNow - clock)
        );
    }

    private bool HasTimedStep => monitor.TimesDevice && _promise.Options.DeviceTiming == DeviceTiming.Events;

    private void Compare(
        string stage,
        string situation,
        int index,
        IEnumerable<(string Name, double Right)> figures,
        Func<string, double> reported
    )
    {
        foreach ((string name, double right) in figures)
            all.Compare($"{stage}/{name}", situation, index + 1, reported(name), right);
    }

    private void AreAsMany(string stage, int records, int snapshots, int expected)
    {
        all.Compare($"{stage}/number of records", "over a whole training", 0, records, expected);
        all.Compare($"{stage}/number of snapshots", "over a whole training", 0, snapshots, expected);
    }

    /// <summary>
    /// The steps at whose ends a log is due: each time the count, over the lifetime, has passed a multiple of L; and the last one, if that
    /// has no log yet.
    /// </summary>
    private IEnumerable<int> TrainingLogs()
    {
        for (int step = 1; step <= tape.Cycles.Count; step++)
        {
            if (IsDue(step) || step == tape.Cycles.Count)
                yield return step;
        }
    }

    private bool IsDue(int step)
    {
        long now = CountOf(Before + tape.Cycles[step - 1].Totals),
            then = CountOf(step == 1 ? Before : Before + tape.Cycles[step - 2].Totals);
        return now / plan.LogEvery.Every > then / plan.LogEvery.Every;
    }

    private long CountOf(TapedTotals totals) => plan.LogEvery.Unit == LogUnit.Batches ? totals.Batches : totals.Steps;

    /// <summary>A log at every L-th batch of a pass, and one at its end.</summary>
    private IEnumerable<(TapedTotals Before, IReadOnlyList<TapedEnd> Ends)> ValidationLogs()
    {
        TapedTotals before = saved?.Validated ?? default;
        foreach (IReadOnlyList<TapedEnd> pass in tape.Validations)
        {
            for (int batches = 1; batches <= pass.Count; batches++)
            {
                if (batches % plan.LogEvery.Every == 0 || batches == pass.Count)
                    yield return (before, [.. pass.Take(batches)]);
            }
            before += pass[^1].Totals;
        }
    }

    private string SituationOf(LogTruth truth, int before, int now)
    {
        Happening happened = tape.Cycles.Skip(before).Take(now - before).Aggregate(Happening.None, (sum, end) => sum | end.Happened);
        var after = new List<string>();
        Note(Happening.Validation, "a validation");
        Note(Happening.EpochEnd, "an epoch's end");
        Note(Happening.ShortCycle, "a short cycle");
        string window = truth.IsMoved
            ? string.Create(CultureInfo.InvariantCulture, $"a window of {_promise.WindowSteps} steps that has moved")
            : "a window that is opening";
        situations.Add(window);
        return Sentence(after.Count == 0 ? "with " + window : "after " + string.Join(" and ", after));

        void Note(Happening kind, string words)
        {
            if (!happened.HasFlag(kind))
                return;
            after.Add(words);
            situations.Add(words);
        }
    }

    private string Sentence(string situation)
    {
        if (_promise.WarmupSteps > 0)
            situations.Add("a warm-up");
        if (saved is not null)
            situations.Add("a resumed training");
        return situation + (saved is null ? "" : ", in a resumed training") + (_promise.WarmupSteps > 0 ? ", with a warm-up" : "");
    }

    private static string Name(Stage stage) => stage == Stage.Train ? "train" : "validate";
}
