using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// The parts of an accumulation cycle: micro-batches whose gradients add up, and the optimizer's step. Between them, the hooks on the path
/// of a step.
/// </summary>
/// <param name="state">The trainer's state.</param>
/// <param name="hooks">The hooks on the path of a step.</param>
/// <param name="task">What is trained.</param>
/// <param name="logged">What the task logs; <see langword="null"/> without loggers.</param>
internal sealed class CycleTraining<TBatch>(TrainerState state, StepHooks<TBatch> hooks, TrainingTask<TBatch> task, TaskLog? logged)
{
    private readonly TrainerOptions _options = state.Options;
    private readonly RunLedger? _ledger = state.Ledger;
    private readonly SteppedParameters _parameters = new(task.Module, task.Optimizer);
    private readonly CycleWeights _weights = new();
    private Scalar? _divisor;
    private int _divides;

    /// <summary>An epoch begins.</summary>
    public void BeginEpoch() => _parameters.FindOthers();

    /// <summary>Forward and backward.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="first">Whether it is its cycle's first, so that the gradients of the cycle before must be cleared.</param>
    /// <returns>The micro-batch's loss, not scaled.</returns>
    public torch.Tensor MicroBatch(TBatch batch, bool first)
    {
        state.BatchIndex++;
        state.EndsCycle = false;
        EnterCallbacks(hooks.BatchStart);
        foreach (Callback<TBatch> callback in hooks.BatchStart)
            callback.OnTrainBatchStart(state, batch);
        // Before the forward pass, as in a loop written by hand. After it, a step of bytelm and of convnet took 0.6 % longer.
        if (first)
        {
            _weights.Clear();
            ClearGradients();
        }
        _ledger?.Enter(TimePhase.ForwardBackward);
        double weight = _weights.Add(task.WeightOf(batch));
        torch.Tensor loss = task.TrainingStep(batch);
        LossFault.RefuseNone(loss);
        torch.Tensor? scaled = weight == 0 ? null : Scaled(loss, weight);
        if (scaled is not null)
            Backward(scaled);
        return loss;
    }

    /// <summary>Clipping and the optimizer's step. The cycle may have fewer micro-batches than A.</summary>
    public void Step()
    {
        // Each loss was divided by A; the right divisor is the sum of the micro-batches' weights, which is their number unless the task
        // gives weights.
        double correction = _weights.Correction(state.Accumulate);
        if (correction != 1)
        {
            _ledger?.Enter(TimePhase.Optimizer);
            _parameters.Scale(correction);
        }
        EnterCallbacks(hooks.BeforeOptimizerStep);
        foreach (Callback<TBatch> callback in hooks.BeforeOptimizerStep)
            callback.OnBeforeOptimizerStep(state);
        _ledger?.Enter(TimePhase.Optimizer);
        if (_options.ClipGradientNorm is { } norm)
            _parameters.ClipNorm(norm);
        else if (_options.ClipGradientValue is { } value)
            _parameters.ClipValue(value);
        StepOptimizer();
        state.EndsCycle = true;
        state.Steps++;
        EnterCallbacks(hooks.AfterOptimizerStep);
        foreach (Callback<TBatch> callback in hooks.AfterOptimizerStep)
            callback.OnAfterOptimizerStep(state);
    }

    /// <summary>Counts the micro-batch and calls the callbacks at its end.</summary>
    public void End(TBatch batch, torch.Tensor loss)
    {
        state.Batches++;
        if (state.EndsCycle)
            logged?.EndCycle();
        EnterCallbacks(hooks.BatchEnd);
        foreach (Callback<TBatch> callback in hooks.BatchEnd)
            callback.OnTrainBatchEnd(state, batch, loss);
    }

    /// <summary>
    /// The loss divided by the cycle's length, times the micro-batch's relative weight. The divisor is kept: a temporary one would be
    /// garbage while libtorch still reads it, and a collection started by another thread at that moment would free it.
    /// </summary>
    private torch.Tensor Scaled(torch.Tensor loss, double weight)
    {
        if (weight != 1)
        {
            using Scalar factor = (weight / state.Accumulate).ToScalar();
            return loss * factor;
        }
        if (state.Accumulate == 1)
            return loss;
        if (_divisor is null || _divides != state.Accumulate)
            (_divisor, _divides) = (state.Accumulate.ToScalar(), state.Accumulate);
        return loss / _divisor;
    }

    private void Backward(torch.Tensor scaled)
    {
        EnterCallbacks(hooks.BeforeBackward);
        foreach (Callback<TBatch> callback in hooks.BeforeBackward)
            callback.OnBeforeBackward(state, scaled);
        _ledger?.Enter(TimePhase.ForwardBackward);
        try
        {
            scaled.backward();
        }
        catch (Exception refused) when (LossFault.Of(scaled) is { } fault)
        {
            throw new InvalidOperationException(fault, refused);
        }
        EnterCallbacks(hooks.AfterBackward);
        foreach (Callback<TBatch> callback in hooks.AfterBackward)
            callback.OnAfterBackward(state);
    }

    private void StepOptimizer()
    {
        try
        {
            task.Optimizer.step();
        }
        catch (ArgumentNullException refused) when (state.Steps == 0)
        {
            throw ClosureOptimizer.Refusal(task.Optimizer, refused);
        }
        catch (KeyNotFoundException unknown)
        {
            throw TaskDevice.Moved(task.Optimizer, unknown);
        }
    }

    /// <summary>An empty phase is not entered: each costs a timestamp.</summary>
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
        _parameters.ClearGradients();
    }
}
