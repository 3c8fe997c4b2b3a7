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

    /// <summary>Reports a failure to all callbacks. One that fails itself keeps it neither from the others nor from the caller.</summary>
    public void Fail(Exception exception)
    {
        foreach (Callback<TBatch> callback in callbacks)
        {
            try
            {
                callback.OnException(state, exception);
            }
            catch (Exception second) when (second is not OutOfMemoryException)
            {
                string name = callback.GetType().Name.Split('`')[0];
                state.Notice($"{name}.{nameof(callback.OnException)} failed: {second.Message.ReplaceLineEndings(" ")}");
            }
        }
    }
}
