using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>Counts and times training, and logs rates over windows of whole accumulation cycles.</summary>
/// <remarks>
/// <para>It refuses, before training begins, a log interval in batches that would fall inside a cycle (<see cref="LogInterval"/>).</para>
/// <para>On the training thread it costs one timestamp per micro-batch and allocates nothing. What lies between <see cref="OnTrainPause"/> and
/// <see cref="OnTrainResume"/> (ends of epochs, validation and everything that comes with it) is not training's time.</para>
/// </remarks>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed class ThroughputMonitor<TBatch> : Callback<TBatch>
{
    private readonly ThroughputMonitorOptions<TBatch> _options;
    private readonly TimeProvider _time;
    private readonly ThroughputMeter _training;
    private readonly Func<TBatch, long> _samplesOf;
    private readonly Func<TBatch, long>? _itemsOf;
    private readonly ThroughputMetrics _trainingMetrics;
    private LogSchedule _schedule;

    /// <summary>Creates a monitor.</summary>
    /// <param name="options">What to count and when to log; the defaults where <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its value.</exception>
    public ThroughputMonitor(ThroughputMonitorOptions<TBatch>? options = null, TimeProvider? time = null)
    {
        _options = options ?? new ThroughputMonitorOptions<TBatch>();
        _time = time ?? TimeProvider.System;
        _training = new ThroughputMeter(_options.WindowSteps, _time.TimestampFrequency, _options.WarmupSteps);
        _samplesOf = _options.SamplesOf ?? BatchCounting.SamplesOf<TBatch>();
        _itemsOf = _options.ItemsOf;
        _trainingMetrics = new ThroughputMetrics("train", _options.Separator);
    }

    /// <summary>Totals and rates of training as they stand.</summary>
    public ThroughputSnapshot Training => _training.Read();

    /// <summary>Raised after each log, on the training thread: what was logged, and at which step.</summary>
    public event Action<TrainerState, ThroughputSnapshot>? Logged;

    /// <summary>Refuses a log interval that would cut a cycle of any accumulation that the trainer will use.</summary>
    /// <param name="state">Where the trainer stands.</param>
    /// <exception cref="IncompatibleLogIntervalException">The interval does not fit.</exception>
    public override void OnFitStart(TrainerState state)
    {
        LogInterval interval = _options.LogEvery ?? state.Options.LogEvery;
        foreach (int accumulate in state.Options.Accumulate.Values)
            interval.EnsureAccepts(accumulate);
        _schedule = new LogSchedule(interval);
    }

    /// <inheritdoc/>
    public override void OnTrainStart(TrainerState state) => _training.Start(_time.GetTimestamp());

    /// <inheritdoc/>
    public override void OnTrainPause(TrainerState state) => _training.Pause(_time.GetTimestamp());

    /// <inheritdoc/>
    public override void OnTrainResume(TrainerState state) => _training.Resume(_time.GetTimestamp());

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(TrainerState state, TBatch batch, torch.Tensor loss)
    {
        var counts = new BatchCounts(_samplesOf(batch), _itemsOf?.Invoke(batch));
        _training.Add(_time.GetTimestamp(), counts, state.EndsCycle);
        if (state.EndsCycle && _schedule.IsDue(state.Batches, state.Steps))
            Log(state);
    }

    private void Log(TrainerState state)
    {
        ThroughputSnapshot snapshot = _training.Read();
        if (state.HasLoggers)
            _trainingMetrics.Log(state, state.Steps - 1, snapshot); // Lightning numbers steps from 0
        Logged?.Invoke(state, snapshot);
    }
}
