using System.Text.Json;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
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
{
    private readonly FigureComparison _comparison = new();
    private readonly HashSet<string> _situations = [];

    /// <summary>The figures that were compared.</summary>
    public FigureComparison Comparison => _comparison;

    /// <summary>The situations in the training.</summary>
    public IReadOnlyCollection<string> Situations => _situations;

    /// <summary>Trains.</summary>
    /// <param name="saved">An earlier training for the monitors to resume; <see langword="null"/> for a training from
    /// the start.</param>
    /// <returns>The state for resuming this one.</returns>
    public SavedTraining Run(SavedTraining? saved = null)
    {
        var clock = new VirtualClock();
        var tape = new TrainingTape(clock, plan.Accumulate);
        using var records = new KeptRecords();
        IReadOnlyList<VerifiedMonitor> monitors = VerifiedMonitor.CreateAll(bench, plan, clock, timing);
        for (int i = 0; saved is not null && i < monitors.Count; i++)
            monitors[i].Monitor.Load(JsonSerializer.Deserialize<ThroughputMonitorState>(saved.States[i])!);
        Train(clock, tape, records, monitors);

        TapedTotals trained = (saved?.Trained ?? default) + tape.Cycles[^1].Totals;
        TapedTotals validated = tape.Validations.Aggregate(saved?.Validated ?? default, (sum, pass) => sum + pass[^1].Totals);
        ThroughputMonitorState[] states = [.. monitors.Select(monitor => monitor.Monitor.Save())];
        foreach ((VerifiedMonitor monitor, ThroughputMonitorState state) in monitors.Zip(states))
        {
            var logs = new VerifiedLogs(plan, monitor, records, tape, saved, _comparison, _situations);
            logs.CompareTraining();
            logs.CompareValidations();
            logs.CompareSaved(state.Train, Stage.Train, trained);
            logs.CompareSaved(state.Validate, Stage.Validate, validated);
        }
        return new SavedTraining([.. states.Select(state => JsonSerializer.Serialize(state))], trained, validated);
    }

    private void Train(VirtualClock clock, TrainingTape tape, KeptRecords records, IReadOnlyList<VerifiedMonitor> monitors)
    {
        var options = new TrainerOptions
        {
            Accumulate = plan.Accumulate,
            LogEvery = plan.LogEvery,
            MaxEpochs = plan.EpochLengths.Count,
            ValidateEveryBatches = plan.ValidateEveryBatches,
        };
        using var trainer = new Trainer<Batch>(
            options,
            [tape, .. monitors.SelectMany(monitor => monitor.Callbacks), tape.Aftermath],
            [records],
            clock
        );
        trainer.Noticed += static (_, _) => { }; // the notice that MFU is the share of a peak
        UnequalBatches data = plan.IsLengthKnown
            ? new CountedBatches(trained.CreateTrainingData, plan.EpochLengths, tape)
            : new UnequalBatches(trained.CreateTrainingData, plan.EpochLengths, tape);
        trainer.Fit(trained.Task, data, new UnequalBatches(trained.CreateTrainingData, [VerificationPlan.ValidationBatches], tape));
    }
}
