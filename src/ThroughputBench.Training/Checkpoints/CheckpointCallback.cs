using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// Saves a run so that <c>Fit(…, resumeFrom: path)</c> continues it bit for bit: module, optimizer, the random state of libtorch's CPU
/// generator, epoch, step and the position in the data, sums of <c>Log</c>, and what each callback remembers
/// (<see cref="Callback{TBatch}.SaveState"/>), the monitor's window among it.
/// </summary>
/// <remarks>
/// <para>A checkpoint is saved at the end of an accumulation cycle, so no gradients are in it. The file is replaced whole or not at all.
/// The time that saving takes is not training's. The trainer calls this callback after all others.</para>
/// <para>A resumed epoch begins its data source again and skips the batches that were taken, so the source must give the same ones.</para>
/// </remarks>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed class CheckpointCallback<TBatch> : Callback<TBatch>
{
    private readonly string _path;
    private readonly long _everySteps;

    /// <summary>Creates the callback.</summary>
    /// <param name="path">The file, which each checkpoint replaces. Its folder must exist.</param>
    /// <param name="everySteps">Optimizer steps between two checkpoints; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="everySteps"/> is less than 1.</exception>
    public CheckpointCallback(string path, long everySteps)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (everySteps < 1)
        {
            throw Refusal.OutOfRange(
                nameof(everySteps),
                everySteps,
                $"There must be at least 1 optimizer step between two checkpoints, not {everySteps}."
            );
        }
        (_path, _everySteps) = (path, everySteps);
    }

    /// <summary>Refuses, before training, a place that no checkpoint can be written to.</summary>
    /// <param name="state">Where the trainer stands.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public override void OnFitStart(TrainerState state)
    {
        CheckpointFile.RequireWritable(_path);
        if (state.Device.type == DeviceType.CUDA)
        {
            state.Notice(
                "TorchSharp cannot save a CUDA generator: a resumed run draws other numbers on the device, for dropout for instance."
            );
        }
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(TrainerState state, TBatch batch, torch.Tensor loss)
    {
        if (state.EndsCycle)
            OnLateCycleEnd(state);
    }

    /// <inheritdoc/>
    public override void OnLateCycleEnd(TrainerState state)
    {
        if (state.Steps % _everySteps != 0)
            return;
        using (state.PauseTraining())
            state.SaveCheckpoint?.Invoke(_path);
    }
}
