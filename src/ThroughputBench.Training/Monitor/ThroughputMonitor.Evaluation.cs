using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training;

/// <content>Passes over validation, test and prediction data.</content>
public sealed partial class ThroughputMonitor<TBatch>
{
    private LogSchedule _evaluationSchedule;

    /// <inheritdoc/>
    public override void OnEvaluationStart(TrainerState state)
    {
        if (state.IsSanityCheck)
            return;
        _watched.BeginPass(state);
        if (state != _watched.Run)
            BeginPass(state);
        _evaluationSchedule = new LogSchedule(LogInterval.Batches(IntervalOf(state).Every));
        Start(_stages[state.Stage], state);
    }

    /// <inheritdoc/>
    public override void OnEvaluationBatchEnd(TrainerState state, TBatch batch, torch.Tensor output)
    {
        if (state.IsSanityCheck)
            return;
        BatchCounts counts = _functions.CountsOf(batch, state);
        StageThroughput stage = _stages[state.Stage];
        if (stage.Timing is { } timing)
        {
            AddOnDevice(timing, state, counts, endsCycle: true, ref _evaluationSchedule, state.BatchIndex + 1);
            return;
        }
        stage.Meter.Add(_time.GetTimestamp(), counts, endsCycle: true);
        if (_evaluationSchedule.IsDue(state.BatchIndex + 1, state.BatchIndex + 1))
            Log(state);
    }

    /// <inheritdoc/>
    public override void OnEvaluationEnd(TrainerState state)
    {
        if (state.IsSanityCheck)
            return;
        StageThroughput stage = _stages[state.Stage];
        stage.Timing?.Settle();
        if (stage.HasMoreToLog)
            Log(state);
        _watched.EndPass();
    }

    /// <summary>An evaluation of its own begins, perhaps while a run is between two advances: then that is paused meanwhile.</summary>
    private void BeginPass(TrainerState state)
    {
        if (!_watched.IsInProgress)
        {
            Begin(state);
            return;
        }
        state.Ended += GiveBack;
        _resumesAfterPass = _trains && !_paused;
        if (_resumesAfterPass)
            OnTrainPause(_watched.Run!);
    }
}
