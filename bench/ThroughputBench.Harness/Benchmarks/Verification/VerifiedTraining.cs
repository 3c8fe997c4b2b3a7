using System.Text.Json;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// One short training with the monitors of <see cref="VerifiedMonitor.CreateAll"/>, whose reports are compared with the tape.
/// </summary>
/// <param name="bench">The workload whose monitor it is.</param>
/// <param name="plan">The training.</param>
/// <param name="timing">How the monitors time a device; <see langword="null"/> on the CPU.</param>
/// <param name="trained">What is trained; training continues from its present state.</param>
internal sealed class VerifiedTraining(TrainingBench bench, VerificationPlan plan, DeviceTiming? timing, TrainingBench trained)
    : IDisposable
{
    private readonly FigureComparison _comparison = new();
    private readonly HashSet<string> _situations = [];
    private readonly string _checkpoint = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private IReadOnlyList<VerifiedMonitor> _created = [];

    /// <summary>The figures that were compared.</summary>
    public FigureComparison Comparison => _comparison;

    /// <summary>The situations in the training.</summary>
    public IReadOnlyCollection<string> Situations => _situations;

    /// <summary>Trains.</summary>
    /// <param name="earlier">The training before it; <see langword="null"/> for a training from the start.</param>
    /// <returns>The state for resuming this one.</returns>
    public SavedTraining Run(SavedTraining? earlier = null)
    {
        VirtualClock clock = plan.Beginning is Beginning.FromStates or Beginning.ByHand ? new VirtualClock() : earlier!.Clock;
        (string Path, TapedMoment Moment, SavedTraining? Before)? checkpoint =
            plan.Beginning == Beginning.FromCheckpoint ? earlier!.Checkpoint : null;
        SavedTraining? saved = checkpoint is null ? earlier : checkpoint.Value.Before; // it continues the training in which it was kept
        var tape = new TrainingTape(clock, plan, checkpoint?.Moment, isOnDevice: timing is not null);
        using var records = new KeptRecords();
        IReadOnlyList<VerifiedMonitor> monitors = MonitorsFor(earlier, clock);
        foreach (VerifiedMonitor monitor in monitors)
            monitor.Begin(tape);
        VerifiedLogs[] logs =
        [
            .. monitors.Select(monitor => new VerifiedLogs(plan, monitor, records, tape, saved, _comparison, _situations)),
        ];
        if (plan.Beginning == Beginning.ByHand)
            new HandWrittenTraining(plan, clock, tape).Run(monitors[0], records, TrainingData(tape));
        else
            Train(clock, tape, records, monitors, logs, checkpoint?.Path);

        foreach (VerifiedLogs verified in logs)
        {
            verified.CompareTraining();
            verified.CompareInsideCycles();
            foreach (Stage stage in VerifiedLogs.Evaluations)
                verified.CompareEvaluations(stage);
            verified.CompareSaved("at the end", plan.WholeEpochs);
        }
        return new SavedTraining(
            [.. monitors.Select(monitor => JsonSerializer.Serialize(monitor.Monitor.Save()))],
            (saved?.Trained ?? default) + tape.UntilLatestBatch,
            VerifiedLogs.Evaluations.ToDictionary(stage => stage, stage => (saved?.Of(stage) ?? default) + tape.Evaluated(stage)),
            (saved?.Epochs ?? 0) + plan.WholeEpochs,
            clock,
            monitors,
            tape.Saved is { } moment ? (_checkpoint, moment, saved) : null
        );
    }

    public void Dispose()
    {
        foreach (VerifiedMonitor monitor in _created)
            monitor.Dispose();
        File.Delete(_checkpoint);
    }

    private IReadOnlyList<VerifiedMonitor> MonitorsFor(SavedTraining? earlier, VirtualClock clock)
    {
        if (plan.Beginning == Beginning.WithSameMonitors)
            return earlier!.Monitors;
        _created = VerifiedMonitor.CreateAll(bench, plan, clock, timing);
        if (plan.Beginning == Beginning.ByHand)
            return [.. _created.TakeLast(1)]; // that with the defaults: no notice, and no wait for data, which such a loop does not report
        for (int i = 0; earlier is not null && plan.Beginning == Beginning.FromStates && i < _created.Count; i++)
            _created[i].Monitor.Load(JsonSerializer.Deserialize<ThroughputMonitorState>(earlier.States[i])!);
        return _created;
    }

    private void Train(
        VirtualClock clock,
        TrainingTape tape,
        KeptRecords records,
        IReadOnlyList<VerifiedMonitor> monitors,
        IReadOnlyList<VerifiedLogs> logs,
        string? checkpoint
    )
    {
        var options = new TrainerOptions
        {
            Accumulate = plan.Accumulate,
            LogEvery = plan.LogEvery,
            MaxEpochs = plan.EpochLengths.Count,
            ValidateEveryBatches = plan.ValidateEveryBatches,
            KeepLedger = plan.KeepsLedger,
        };
        Callback<Batch>[] callbacks = [tape, .. monitors.SelectMany(monitor => monitor.Callbacks), tape.Aftermath];
        if (plan.CheckpointStep is { } step)
            callbacks = [.. callbacks, new CheckpointCallback<Batch>(_checkpoint, step)];
        using Trainer<Batch> trainer = TrainerOf(records);
        var task = new TapedTask(trained.Task, tape);
        int done = (int)(tape.From?.Totals.Batches ?? 0);
        using (FitRun<Batch> run = trainer.Begin(task, TrainingData(tape), Other(tape), checkpoint))
        {
            tape.Idle();
            // Test data is evaluated on the way, by another trainer too, and not only where a cycle ends.
            if (plan.StopsAfter is { } batches)
            {
                int half = (batches - done) / 2,
                    quarter = half / 2;
                run.AdvanceBatches(quarter);
                using (Trainer<Batch> other = TrainerOf(records.ForAnotherTrainer()))
                    other.Test(task, Other(tape));
                run.AdvanceBatches(half - quarter);
                foreach (VerifiedLogs verified in logs)
                    verified.CompareSaved("in the middle", tape.WholeEpochs);
                trainer.Test(task, Other(tape));
                run.AdvanceBatches(batches - done - half);
            }
            else
            {
                run.Advance(long.MaxValue);
            }
            run.Finish();
        }
        trainer.Test(task, Other(tape));
        trainer.Predict(task, Other(tape));

        Trainer<Batch> TrainerOf(IMetricLogger logger)
        {
            var made = new Trainer<Batch>(options, callbacks, [logger], clock);
            made.Noticed += static (_, _) => { }; // a count is missing, or what MFU is the share of
            return made;
        }
    }

    private UnequalBatches TrainingData(TrainingTape tape)
    {
        int[] lengths = [.. plan.EpochLengths.Skip(tape.From is { } moment ? moment.Epochs - 1 : 0)];
        return plan.IsLengthKnown
            ? new CountedBatches(trained.CreateTrainingData, lengths, tape)
            : new UnequalBatches(trained.CreateTrainingData, lengths, tape) { HasEmptyBatch = plan.Beginning != Beginning.ByHand };
    }

    private UnequalBatches Other(TrainingTape tape) => new(trained.CreateTrainingData, [VerificationPlan.EvaluationBatches], tape);
}
