namespace ThroughputBench.Training;

/// <summary>Training's clock stands still until this is disposed. A pause inside another changes nothing.</summary>
internal sealed class TrainingPause : IDisposable
{
    private Action? _resume;

    /// <summary>Stops the clock.</summary>
    /// <param name="tryPause">Stops the clock, and says whether it ran.</param>
    /// <param name="resume">Starts it again.</param>
    public TrainingPause(Func<bool> tryPause, Action resume)
    {
        if (tryPause())
            _resume = resume;
    }

    public void Dispose()
    {
        _resume?.Invoke();
        _resume = null;
    }
}
