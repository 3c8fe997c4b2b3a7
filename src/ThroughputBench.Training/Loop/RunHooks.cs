using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>Calls the rare hooks of a fit, off the path of a step.</summary>
internal sealed class RunHooks<TBatch>(TrainerState state, Callback<TBatch>[] callbacks)
{
    private bool _paused;

    public void Call(Action<Callback<TBatch>, TrainerState> hook)
    {
        state.Ledger?.Enter(TimePhase.Callbacks);
        foreach (Callback<TBatch> callback in callbacks)
            hook(callback, state);
    }

    /// <summary>Training stops being timed, unless it has stopped already.</summary>
    /// <returns>Whether it had not.</returns>
    public bool Pause()
    {
        if (_paused)
            return false;
        _paused = true;
        Call(static (callback, state) => callback.OnTrainPause(state));
        return true;
    }

    /// <summary>Training continues, if it had stopped being timed.</summary>
    public void Resume()
    {
        if (!_paused)
            return;
        _paused = false;
        Call(static (callback, state) => callback.OnTrainResume(state));
    }

    public void Fail(Exception exception)
    {
        foreach (Callback<TBatch> callback in callbacks)
            callback.OnException(state, exception);
    }
}
