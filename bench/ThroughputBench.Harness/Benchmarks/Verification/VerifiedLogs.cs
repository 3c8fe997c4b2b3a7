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
        var promised = new PromisedLogs(plan, monitor, isEvaluation: false, Before, said);
        RuntimeReading runtime = monitor.AtBegin;
        int before = 0,
            expected = 0;
        foreach (PromisedLogs.Log log in promised.Of(tape.Cycles))
        {
            int i = expected++;
            if (i >= Math.Min(logs.Count, said.Length))
                continue;
            string situation = SituationOf(log.Truth, before, log.Position);
            if (all.Compare("train/position", situation, i + 1, said[i].Snapshot.Totals.Steps, log.Reported))
            {
                all.Compare("train/step", situation, i + 1, logs[i].Step, Before.Steps + log.Position - 1);
                all.Compare(
                    "train/device/timed_step",
                    situation,
                    i + 1,
                    logs[i].Values.GetValueOrDefault("device/timed_step", double.NaN),
                    HasTimedStep && log.Reported > 0 ? Before.Steps + log.Reported - 1 : double.NaN
                );
                Compare("train", situation, i, log.Truth.Metrics(Before), name => logs[i].Values.GetValueOrDefault(name, double.NaN));
                Compare("train", situation, i, log.Truth.Snapshot(), name => SnapshotFigures.Of(said[i].Snapshot, name));
                CompareSinceLastLog(logs[i], log, situation, i, before, runtime, said[i].Runtime);
            }
            (before, runtime) = (log.Position, said[i].Runtime);
        }
        AreAsMany("train", logs.Count, said.Length, expected);
    }

    /// <summary>Compares the logs of all passes over validation data.</summary>
    public void CompareValidations()
    {
        IReadOnlyList<KeptRecords.Kept> logs = records.Below($"{_prefix}/validate/");
        VerifiedMonitor.Said[] said = [.. monitor.All.Where(said => said.Stage == Stage.Validate)];
        TapedTotals before = saved?.Validated ?? default;
        int expected = 0;
        string situation = Sentence("in a validation");
        foreach (IReadOnlyList<TapedEnd> pass in tape.Validations)
        {
            var promised = new PromisedLogs(plan, monitor, isEvaluation: true, before, said.AsMemory(Math.Min(expected, said.Length)));
            foreach (PromisedLogs.Log log in promised.Of(pass))
            {
                int i = expected++;
                if (
                    i >= Math.Min(logs.Count, said.Length)
                    || !all.Compare("validate/position", situation, i + 1, said[i].Snapshot.Totals.Batches, log.Reported)
                )
                {
                    continue;
                }
                all.Compare("validate/step", situation, i + 1, logs[i].Step, before.Batches + log.Position);
                all.Compare(
                    "validate/device/timed_step",
                    situation,
                    i + 1,
                    logs[i].Values.GetValueOrDefault("device/timed_step", double.NaN),
                    HasTimedStep && log.Reported > 0 ? before.Batches + log.Reported : double.NaN
                );
                Compare("validate", situation, i, log.Truth.Metrics(default), name => logs[i].Values.GetValueOrDefault(name, double.NaN));
                Compare("validate", situation, i, log.Truth.Snapshot(), name => SnapshotFigures.Of(said[i].Snapshot, name));
            }
            before += pass[^1].Totals;
        }
        AreAsMany("validate", logs.Count, said.Length, expected);
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
        KeptRecords.Kept kept,
        PromisedLogs.Log log,
        string situation,
        int index,
        int before,
        RuntimeReading runtimeBefore,
        RuntimeReading runtimeNow
    )
    {
        double Reported(string name) => kept.Values.GetValueOrDefault(name, double.NaN);
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
        if (!_promise.Options.DataWait)
            return;
        (long waited, long clock) =
            before == 0
                ? (0, tape.StartMilliseconds)
                : (tape.Cycles[before - 1].Totals.WaitedMilliseconds, tape.Cycles[before - 1].ClockMilliseconds);
        TapedEnd end = tape.Cycles[log.Position - 1];
        long now = log.IsTail ? tape.EndMilliseconds : end.ClockMilliseconds;
        all.Compare(
            "train/data_wait_share",
            situation,
            index + 1,
            Reported("data_wait_share"),
            (double)(end.Totals.WaitedMilliseconds - waited) / (now - clock)
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
