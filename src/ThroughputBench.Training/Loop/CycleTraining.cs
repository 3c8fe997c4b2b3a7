using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>What an accumulation cycle is made of: micro-batches whose gradients add up, and the optimizer's step. Between them, the hooks on the path of a step.</summary>
internal sealed class CycleTraining<TBatch>(TrainerState state, Hooks<TBatch> hooks, TrainingTask<TBatch> task)
{
    private readonly TrainerOptions _options = state.Options;
    private readonly RunLedger? _ledger = state.Ledger;
    private Scalar? _divisor;
    private int _divides;

    /// <summary>Forward and backward.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="first">Whether it is its cycle's first, so that the gradients of the cycle before are to be cleared.</param>
    /// <returns>The micro-batch's loss, not scaled.</returns>
    public torch.Tensor MicroBatch(TBatch batch, bool first)
    {
        state.BatchIndex++;
        state.EndsCycle = false;
        EnterCallbacks(hooks.BatchStart);
        foreach (Callback<TBatch> callback in hooks.BatchStart)
            callback.OnTrainBatchStart(state, batch);
        _ledger?.Enter(TimePhase.ForwardBackward);
        torch.Tensor loss = task.TrainingStep(batch);
        torch.Tensor scaled = Scaled(loss);
        if (first)
            ClearGradients();
        EnterCallbacks(hooks.BeforeBackward);
        foreach (Callback<TBatch> callback in hooks.BeforeBackward)
            callback.OnBeforeBackward(state, scaled);
        _ledger?.Enter(TimePhase.ForwardBackward);
        scaled.backward();
        EnterCallbacks(hooks.AfterBackward);
        foreach (Callback<TBatch> callback in hooks.AfterBackward)
            callback.OnAfterBackward(state);
        return loss;
    }

    /// <summary>Clipping and the optimizer's step.</summary>
    public void Step()
    {
        EnterCallbacks(hooks.BeforeOptimizerStep);
        foreach (Callback<TBatch> callback in hooks.BeforeOptimizerStep)
            callback.OnBeforeOptimizerStep(state);
        _ledger?.Enter(TimePhase.Optimizer);
        if (_options.ClipGradientNorm is { } norm)
            torch.nn.utils.clip_grad_norm_(task.Module.parameters(), norm);
        else if (_options.ClipGradientValue is { } value)
            torch.nn.utils.clip_grad_value_(task.Module.parameters(), value);
        task.Optimizer.step();
        state.EndsCycle = true;
        state.Steps++;
    }

    /// <summary>The step of an epoch's last cycle, which is shorter than the others.</summary>
    /// <param name="length">Micro-batches that it has.</param>
    public void ShortStep(int length)
    {
        _ledger?.Enter(TimePhase.Optimizer);

        // Each loss was divided by the accumulation asked for; the cycle's real length is the right divisor.
        using Scalar correction = ((float)((double)state.Accumulate / length)).ToScalar();
        using (torch.no_grad())
        {
            foreach (TorchSharp.Modules.Parameter parameter in task.Module.parameters())
            {
                using torch.Tensor? gradient = parameter.grad;
                gradient?.mul_(correction);
            }
        }
        Step();
    }

    /// <summary>Counts the micro-batch and tells the callbacks that it is done.</summary>
    public void End(TBatch batch, torch.Tensor loss)
    {
        state.Batches++;
        EnterCallbacks(hooks.BatchEnd);
        foreach (Callback<TBatch> callback in hooks.BatchEnd)
            callback.OnTrainBatchEnd(state, batch, loss);
    }

    /// <summary>
    /// The loss divided by the cycle's length. The divisor is kept: one made for the call is garbage while libtorch still reads it, and a collection that
    /// another thread asks for at that moment frees it.
    /// </summary>
    private torch.Tensor Scaled(torch.Tensor loss)
    {
        if (state.Accumulate == 1)
            return loss;
        if (_divisor is null || _divides != state.Accumulate)
            (_divisor, _divides) = (state.Accumulate.ToScalar(), state.Accumulate);
        return loss / _divisor;
    }

    /// <summary>A phase that nothing happens in is not entered: each costs a timestamp.</summary>
    private void EnterCallbacks(Callback<TBatch>[] called)
    {
        if (called.Length > 0)
            _ledger?.Enter(TimePhase.Callbacks);
    }

    private void ClearGradients()
    {
        EnterCallbacks(hooks.BeforeZeroGrad);
        foreach (Callback<TBatch> callback in hooks.BeforeZeroGrad)
            callback.OnBeforeZeroGrad(state);
        _ledger?.Enter(TimePhase.Optimizer);
        task.Optimizer.zero_grad();
    }
}
