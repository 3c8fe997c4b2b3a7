namespace ThroughputBench.Training;

/// <summary>What a monitor watches: one run at a time, and inside or beside it one pass over validation, test or prediction data.</summary>
internal sealed class WatchedRun
{
    /// <summary>The run, or the separate evaluation, that is watched or was the last.</summary>
    public TrainerState? Run { get; private set; }

    /// <summary>The pass over validation, test or prediction data that is in progress.</summary>
    public TrainerState? Pass { get; private set; }

    /// <summary>Whether a run is in progress.</summary>
    public bool IsInProgress => Run is { HasEnded: false };

    /// <summary>Epochs that were trained to their end, in all runs.</summary>
    public int Epochs => EpochsBefore + (IsInProgress ? Run!.Epoch : 0);

    /// <summary>Epochs that were trained to their end before the run that is watched.</summary>
    public int EpochsBefore { get; set; }

    /// <summary>Epochs to add to a state's epochs in its logs: an evaluation outside a run has none.</summary>
    public int EpochsBeside(TrainerState state) => state == Run ? EpochsBefore : Epochs;

    /// <summary>Refuses a run that begins while another is in progress, or that is watched already.</summary>
    /// <exception cref="InvalidOperationException">It is not free.</exception>
    public void RequireFree(TrainerState state)
    {
        if (Run == state || Pass == state)
        {
            throw new InvalidOperationException(
                "The trainer has the same throughput monitor twice among its callbacks: give it once, or make a second monitor."
            );
        }

        if (IsInProgress)
        {
            throw new InvalidOperationException(
                "A throughput monitor watches one run at a time, and one is in progress: finish or dispose that run first, or give "
                    + "the other trainer its own monitor."
            );
        }
    }

    /// <summary>Refuses to load a state during a run.</summary>
    /// <exception cref="InvalidOperationException">A run is in progress.</exception>
    public void RequireNone()
    {
        if (IsInProgress)
        {
            throw new InvalidOperationException(
                "A throughput monitor cannot load a state while a run is in progress: load it before the run begins, or end the run first."
            );
        }
    }

    /// <summary>A run, or a separate evaluation, begins.</summary>
    public void Begin(TrainerState state) => Run = state;

    /// <summary>A pass begins.</summary>
    /// <exception cref="InvalidOperationException">Another pass is in progress, or the same is watched already.</exception>
    public void BeginPass(TrainerState state)
    {
        if (Pass is { HasEnded: false })
            RequireFree(state);
        Pass = state;
    }

    /// <summary>A pass is over.</summary>
    public void EndPass() => Pass = null;

    /// <summary>A run, or an evaluation, is over, however it ended.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="trained">Whether training had begun: the epochs of a checkpoint that was refused do not count.</param>
    public void End(TrainerState state, bool trained)
    {
        if (Pass == state)
            Pass = null;
        if (Run == state && trained)
            EpochsBefore += state.Epoch;
    }
}
