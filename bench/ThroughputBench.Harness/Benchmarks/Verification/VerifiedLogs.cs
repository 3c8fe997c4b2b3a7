using System.Globalization;
using ThroughputBench.Grid;
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
    private readonly IEnumerable<string> _prefix = monitor.Promise.Options.Prefix is { } prefix ? [prefix] : [];
    private readonly VerifiedShares _shares = new(plan, monitor.Promise, tape, all);

    /// <summary>What was trained before: the logs of a resumed training continue from there.</summary>
    private TapedTotals Before => saved?.Trained ?? default;

    /// <summary>The stages besides training.</summary>
    public static readonly Stage[] Evaluations = [Stage.Validate, Stage.Test, Stage.Predict];

    /// <summary>Compares training's logs.</summary>
    public void CompareTraining()
    {
        IReadOnlyList<KeptRecords.Kept> logs = records.Below(_promise.Separator, [.. _prefix, "train"]);
        VerifiedMonitor.Said[] said = [.. monitor.All.Where(said => said.Stage == Stage.Train)];
        var promised = new PromisedLogs(plan, monitor, isEvaluation: false, Before, said);
        RuntimeReading runtime = monitor.AtBegin;
        int begin = tape.From?.Cycles.Count ?? 0,
            before = begin,
            expected = 0;
        TapedTotals published = Before + (tape.From?.UntilLatestBatch ?? default);
        foreach (PromisedLogs.Log log in promised.Of(tape.Cycles).Where(log => log.Position > begin))
        {
            int i = expected++;
            if (i >= Math.Min(logs.Count, said.Length))
                continue;
            string situation = SituationOf(log.Truth, before, log.Position);
            if (all.Compare("train/position", situation, i + 1, said[i].Snapshot.Totals.Steps, log.Reported))
            {
                all.Compare("train/step", situation, i + 1, logs[i].Step, Before.Steps + log.Position - 1);
                int epoch = tape.Cycles[log.Position - 1].Epoch; // a tail's too: the last one that was trained
                all.Compare("train/epoch", situation, i + 1, logs[i].Epoch, (saved?.Epochs ?? 0) + epoch);
                CompareLog("train", situation, i, logs[i], said[i], log, Before, published);
                CompareRuntime("train", situation, i, logs[i], runtime, said[i].Runtime);
                _shares.Compare(logs[i], log, situation, i, before == begin ? null : tape.Cycles[before - 1]);
            }
            published = Before + TotalsAt(log.Reported);
            (before, runtime) = (log.Position, said[i].Runtime);
        }
        AreAsMany("train", logs.Count, said.Length, expected);
        if (tape.From is not null)
            situations.Add("a training that continues from a checkpoint");
        if (plan.Beginning == Beginning.ByHand)
            situations.Add("a loop written by hand");

        TapedTotals TotalsAt(int end) => end == 0 ? default : tape.Cycles[end - 1].Totals;
    }

    /// <summary>Compares what the monitor had counted inside cycles.</summary>
    public void CompareInsideCycles()
    {
        foreach (VerifiedMonitor.Progress progress in monitor.InsideCycles)
        {
            Compare("train", Sentence("inside a cycle"), -1, LogTruth.SoFar(_promise, progress.Right), name =>
                SnapshotFigures.Of(progress.Snapshot, name)
            );
        }
    }

    /// <summary>Compares the logs of all passes over other data.</summary>
    public void CompareEvaluations(Stage stage)
    {
        string name = PublishedFigures.Name(stage);
        IReadOnlyList<KeptRecords.Kept> logs = records.Below(_promise.Separator, [.. _prefix, name]);
        VerifiedMonitor.Said[] said = [.. monitor.All.Where(said => said.Stage == stage)];
        TapedTotals before = saved?.Of(stage) ?? default;
        int expected = 0,
            earlier = tape.From?.Passes.Count ?? 0;
        string noun = stage switch
        {
            Stage.Validate => "validation",
            Stage.Test => "test",
            _ => "prediction",
        };
        string situation = Sentence($"in a {noun}");
        for (int index = 0; index < tape.Passes.Count; index++)
        {
            TapedPass pass = tape.Passes[index];
            if (pass.Stage != stage)
                continue;
            if (index >= earlier)
                expected += ComparePass(pass, monitor.AtPasses[index - earlier], expected);
            before += pass.Ends[^1].Totals;
        }
        AreAsMany(name, logs.Count, said.Length, expected);
        if (expected > 0)
            situations.Add($"the figures of {noun}");

        int ComparePass(TapedPass pass, RuntimeReading runtime, int first)
        {
            int i = first;
            TapedTotals published = before;
            var promised = new PromisedLogs(plan, monitor, isEvaluation: true, before, said.AsMemory(Math.Min(first, said.Length)));
            foreach (PromisedLogs.Log log in promised.Of(pass.Ends))
            {
                if (
                    i < Math.Min(logs.Count, said.Length)
                    && all.Compare($"{name}/position", situation, i + 1, said[i].Snapshot.Totals.Batches, log.Reported)
                )
                {
                    all.Compare($"{name}/step", situation, i + 1, logs[i].Step, before.Batches + log.Position);
                    all.Compare($"{name}/epoch", situation, i + 1, logs[i].Epoch, (saved?.Epochs ?? 0) + pass.Epoch);
                    CompareLog(name, situation, i, logs[i], said[i], log, before, published);
                    CompareRuntime(name, situation, i, logs[i], runtime, said[i].Runtime);
                    runtime = said[i].Runtime;
                }
                published = before + (log.Reported == 0 ? default : pass.Ends[log.Reported - 1].Totals);
                i++;
            }
            return i - first;
        }
    }

    /// <summary>Compares the monitor's lifetime totals as they stand.</summary>
    /// <param name="when">When in the training.</param>
    /// <param name="epochs">Epochs of it that have ended.</param>
    public void CompareSaved(string when, int epochs)
    {
        ThroughputMonitorState state = monitor.Monitor.Save();
        string situation = $"{when} of a {(saved is null ? "" : "resumed ")}training";
        all.Compare("saved epochs", situation, 0, state.Epochs, (saved?.Epochs ?? 0) + epochs);
        Saved(Stage.Train, state.Train, Before + tape.UntilLatestBatch);
        Saved(Stage.Validate, state.Validate, Evaluated(Stage.Validate));
        Saved(Stage.Test, state.Test, Evaluated(Stage.Test));
        Saved(Stage.Predict, state.Predict, Evaluated(Stage.Predict));

        TapedTotals Evaluated(Stage stage) => (saved?.Of(stage) ?? default) + tape.Evaluated(stage);

        void Saved(Stage stage, ThroughputState state, TapedTotals lifetime)
        {
            // A stage that never was has no counts, not those that are 0.
            if (lifetime.Batches > 0)
            {
                Compare(PublishedFigures.Name(stage), situation, -1, LogTruth.Lifetime(_promise, stage != Stage.Train, lifetime), name =>
                    SnapshotFigures.Of(state, name["saved ".Length..])
                );
            }
        }
    }

    /// <summary>Compares the figures that all stages have.</summary>
    private void CompareLog(
        string stage,
        string situation,
        int index,
        KeptRecords.Kept kept,
        VerifiedMonitor.Said said,
        PromisedLogs.Log log,
        TapedTotals before,
        TapedTotals published
    )
    {
        (string Name, double Right)[] metrics =
        [
            .. log.Truth.Metrics(stage == "train" ? before : default),
            .. HasTimedStep ? [("device/timed_step", TimedStep())] : Array.Empty<(string, double)>(),
        ];
        Compare(stage, situation, index, metrics, name => kept.Values.GetValueOrDefault(name, double.NaN));
        int more = RuntimeReading.Metrics + (stage == "train" ? _shares.Names.Count : 0);
        all.Compare($"{stage}/number of metrics", situation, index + 1, kept.Values.Count, metrics.Length + more);
        Compare(stage, situation, index, log.Truth.Snapshot(), name => SnapshotFigures.Of(said.Snapshot, name));
        // A tail is logged as of the last end of a cycle, and a device may be further; what is read counts all.
        if (!log.IsTail && !monitor.TimesDevice)
        {
            IEnumerable<(string, double)> read = log.Truth.Snapshot().Select(figure => ("read " + figure.Name, figure.Right));
            Compare(stage, situation, index, read, name => SnapshotFigures.Of(said.Read, name["read ".Length..]));
            if (_promise.Reducer is not null)
            {
                Compare(stage, situation, index, log.Truth.Reduced(), name =>
                    said.Reduced is { } reduced ? SnapshotFigures.Of(reduced, name) : double.NaN
                );
            }
        }
        if (said.Published is { } instruments)
            Compare(stage, situation, index, log.Truth.Published(published), name => instruments.GetValueOrDefault(name, Nothing(name)));

        double TimedStep() =>
            log.Reported == 0 ? double.NaN
            : stage == "train" ? before.Steps + log.Reported - 1
            : before.Batches + log.Reported;

        // A counter that nothing was added to, or a gauge that was not set.
        static double Nothing(string name) =>
            name.Contains("rate in", StringComparison.Ordinal) || name.Contains("utilization", StringComparison.Ordinal) ? double.NaN : 0;
    }

    private void CompareRuntime(
        string stage,
        string situation,
        int index,
        KeptRecords.Kept kept,
        RuntimeReading before,
        RuntimeReading now
    )
    {
        Since("gc_collections", now.Collections - before.Collections, RuntimeReading.CollectionsApart);
        Since("allocated_bytes", now.AllocatedBytes - before.AllocatedBytes, RuntimeReading.BytesApart);

        void Since(string name, double right, double apart) =>
            all.Compare($"{stage}/{name}", situation, index + 1, kept.Values.GetValueOrDefault(name, double.NaN), right, apart);
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
        string? timing = monitor.TimesDevice ? _promise.Options.DeviceTiming.Name() : null;
        if (timing is not null)
            situations.Add($"a device timed by {timing}");
        return situation + (timing is null ? "" : $", on a device timed by {timing}")
            + (tape.From is null ? "" : ", in a training that continues from a checkpoint")
            + (plan.Beginning == Beginning.ByHand ? ", in a loop written by hand" : "")
             + (saved is null ? "" : ", in a resumed training") + (_promise.WarmupSteps > 0 ? ", with a warm-up" : "");
    }
}
