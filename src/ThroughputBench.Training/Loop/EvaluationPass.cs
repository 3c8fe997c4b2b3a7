using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// One pass over validation, test or prediction data, in evaluation mode. Afterwards each submodule is back in its earlier mode.
/// </summary>
internal sealed class EvaluationPass<TBatch>(
    TrainerState state,
    Callback<TBatch>[] callbacks,
    TrainingTask<TBatch> task,
    CancellationToken cancellation
)
{
    public long Run(Stage stage, IEnumerable<TBatch> data, long? limit)
    {
        (Stage stageBefore, long indexBefore) = (state.Stage, state.BatchIndex);
        state.Stage = stage;
        using var modes = new ModuleModes(task.Module);
        TaskLog? around = task.Logged;
        using TaskLog? logged = state.HasLoggers && !state.IsSanityCheck ? new TaskLog(state, stage) : null;
        task.Logged = logged;
        try
        {
            task.Module.eval();
            using var noGradients = torch.no_grad();
            foreach (Callback<TBatch> callback in callbacks)
                callback.OnEvaluationStart(state);
            long batches = Enumerate(stage, data, limit);
            logged?.Write();
            foreach (Callback<TBatch> callback in callbacks)
                callback.OnEvaluationEnd(state);
            return batches;
        }
        finally
        {
            task.Logged = around;
            (state.Stage, state.BatchIndex) = (stageBefore, indexBefore);
        }
    }

    private long Enumerate(Stage stage, IEnumerable<TBatch> data, long? limit)
    {
        IEnumerator<TBatch> batches = data.GetEnumerator();
        long done;
        try
        {
            done = Enumerate(stage, batches, limit);
        }
        catch (Exception)
        {
            state.CloseAfterFailure(batches.Dispose);
            throw;
        }
        batches.Dispose();
        return done;
    }

    private long Enumerate(Stage stage, IEnumerator<TBatch> batches, long? limit)
    {
        long done = 0;
        for (; done != limit && !cancellation.IsCancellationRequested; done++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            if (!batches.MoveNext())
                break;
            TBatch batch = state.Options.Device is { } device ? task.MoveToDevice(batches.Current, device) : batches.Current;
            state.BatchIndex = done;
            foreach (Callback<TBatch> callback in callbacks)
                callback.OnEvaluationBatchStart(state, batch);
            torch.Tensor output = stage switch
            {
                Stage.Validate => task.ValidationStep(batch),
                Stage.Test => task.TestStep(batch),
                _ => task.PredictStep(batch),
            };
            foreach (Callback<TBatch> callback in callbacks)
                callback.OnEvaluationBatchEnd(state, batch, output);
        }
        return done;
    }
}
