namespace ThroughputBench.Training;

/// <content>Checkpoints at ends of cycles, and runs that are resumed from one.</content>
internal sealed partial class FitLoop<TBatch>
{
    private readonly Callback<TBatch>[] _callbacks;
    private readonly bool _keepsCheckpoints;
    private byte[] _epochRandom = [];

    /// <summary>What the run has yet to continue from.</summary>
    private RunCheckpoint? _resumed;

    private void SaveCheckpoint(string path)
    {
        byte[] random = TaskState.SaveRandom(); // before callbacks, which may draw from it
        var task = new TaskState(_task.Module, _task.Optimizer);
        var position = new RunPosition(
            _state.Epoch,
            _state.BatchIndex + 1,
            _state.Batches,
            _state.Steps,
            _validation.ValidatedAt,
            task.HasGradient(),
            Keyed()
                .Select(callback => (callback.Key, State: callback.Callback.SaveState(_state)))
                .Where(saved => saved.State is not null)
                .ToDictionary(saved => saved.Key, saved => saved.State!),
            _logged?.Save() ?? []
        );
        RunCheckpoint.Write(path, position, _epochRandom, random, task);
    }

    /// <summary>Restores everything but the position in the data.</summary>
    private void Restore(RunCheckpoint checkpoint)
    {
        RunPosition position = checkpoint.Position;
        (_state.Epoch, _state.Batches, _state.Steps) = (position.Epoch, position.Batches, position.Steps);
        EpochsDone = position.Epoch;
        if (EpochsDone >= _state.MaxEpochs)
            StoppedBy = StopReason.MaxEpochs;
        _validation.ValidatedAt = position.ValidatedAt;
        _logged?.Load(position.Logged);
        foreach ((string key, Callback<TBatch> callback) in Keyed())
        {
            if (position.Callbacks.TryGetValue(key, out string? saved))
                callback.LoadState(_state, saved);
        }
        new TaskState(_task.Module, _task.Optimizer).Load(checkpoint);
        _resumed = checkpoint;
    }

    /// <summary>Begins the checkpoint's epoch again, skips what was taken, and goes on behind the cycle that had ended.</summary>
    private void ContinueEpoch(RunCheckpoint checkpoint)
    {
        _epochRandom = checkpoint.EpochRandom;
        TaskState.LoadRandom(_epochRandom);
        BeginEpoch(isResumed: true);
        long taken = checkpoint.Position.EpochBatches;
        long skipped = _feed.Skip(taken);
        if (skipped < taken && !_feed.IsCancelled)
        {
            throw new InvalidDataException(
                $"The checkpoint lies behind {taken} batches of its epoch, but the data source gave only {skipped}: it is not the "
                    + "same source."
            );
        }
        _state.BatchIndex = taken - 1;
        TaskState.LoadRandom(checkpoint.Random);
        _hooks.Resume();
        AfterCycle();
    }

    /// <summary>The callbacks with a name each: the type, and the place among those of that type.</summary>
    private IEnumerable<(string Key, Callback<TBatch> Callback)> Keyed() =>
        _callbacks
            .GroupBy(callback => callback.GetType())
            .SelectMany(group => group.Select((callback, place) => ($"{group.Key.FullName}#{place}", callback)));
}
