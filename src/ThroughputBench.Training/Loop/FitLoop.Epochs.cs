using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <content>The beginning and the end of an epoch.</content>
internal sealed partial class FitLoop<TBatch>
{
    private void StartEpoch()
    {
        if (_keepsCheckpoints)
            _epochRandom = TaskState.SaveRandom();
        BeginEpoch(isResumed: false);
    }

    private void BeginEpoch(bool isResumed)
    {
        _state.Accumulate = _options.Accumulate.At(_state.Epoch);
        _state.BatchIndex = -1;
        _hooks.Call(static (callback, state) => callback.OnTrainEpochStart(state));
        _cycle.BeginEpoch();
        if (!isResumed)
            _hooks.Resume();
        _ledger?.Enter(TimePhase.DataWait);
        _state.DataWait?.Begin();
        _feed.BeginEpoch();
        _state.DataWait?.End();
    }

    /// <summary>
    /// Ends the epoch, if one has begun. It counts, and is validated, if its data source was exhausted, even if training ends there; not if
    /// training stops inside it.
    /// </summary>
    private void EndEpoch(bool exhausted)
    {
        if (!_feed.IsInEpoch)
            return;
        _feed.EndEpoch();
        if (exhausted && StoppedBy == StopReason.NotEnded && _state.BatchIndex < 0)
            StoppedBy = StopReason.NoData;
        _hooks.Pause();
        bool whole = exhausted && StoppedBy is StopReason.NotEnded or StopReason.MaxSteps or StopReason.Requested;
        if (whole)
            _state.BatchesInEpoch = _state.BatchIndex + 1;
        if (whole && _validation.IsDueAtEpochEnd)
            Validate();
        _hooks.Call(static (callback, state) => callback.OnTrainEpochEnd(state));
        if (!whole)
            return;
        EpochsDone++;
        _state.EndEpoch();
        if (StoppedBy == StopReason.NotEnded && EpochsDone >= _state.MaxEpochs)
            StoppedBy = StopReason.MaxEpochs;
    }
}
