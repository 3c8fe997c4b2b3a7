namespace ThroughputBench.Training;

/// <summary>
/// A trainer makes one call at a time: calls from inside its callbacks, its task or its data, or from another thread at the same time, are
/// refused.
/// </summary>
internal sealed class RunGate
{
    private int _entered;

    /// <summary>Begins a call of the trainer or its run.</summary>
    /// <param name="call">The method's name.</param>
    /// <returns>What is disposed at the call's end.</returns>
    /// <exception cref="InvalidOperationException">Another call is in progress.</exception>
    public Call Enter(string call)
    {
        if (Interlocked.Exchange(ref _entered, 1) == 1)
        {
            throw new InvalidOperationException(
                $"{call} was called while another call of the same trainer or run was in progress: from inside a callback, a task "
                    + "or a data source, or on another thread. Call it after that one has returned."
            );
        }
        return new Call(this);
    }

    /// <summary>A call in progress.</summary>
    internal readonly struct Call(RunGate gate) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref gate._entered, 0);
    }
}
