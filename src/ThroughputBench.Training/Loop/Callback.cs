using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// Hooks into a <see cref="Trainer{TBatch}"/>, in Lightning's order but for <see cref="OnBeforeZeroGrad"/>, which comes before the forward
/// pass. Every hook does nothing unless overridden.
/// </summary>
/// <remarks>
/// In <c>Fit</c>: <see cref="OnFitStart"/>, the sanity check, <see cref="OnTrainStart"/>; for each epoch <see cref="OnTrainEpochStart"/>;
/// for each micro-batch <see cref="OnTrainBatchStart"/>, (the first of a cycle: <see cref="OnBeforeZeroGrad"/>),
/// <see cref="OnBeforeBackward"/>, <see cref="OnAfterBackward"/>, (the last of a cycle: <see cref="OnBeforeOptimizerStep"/>,
/// <see cref="OnAfterOptimizerStep"/>), <see cref="OnTrainBatchEnd"/>; validations in between; if a short last cycle ends late,
/// <see cref="OnBeforeOptimizerStep"/>, <see cref="OnAfterOptimizerStep"/>, <see cref="OnLateCycleEnd"/>; <see cref="OnTrainEpochEnd"/>;
/// <see cref="OnTrainEnd"/>, <see cref="OnFitEnd"/>. An exception reaches <see cref="OnException"/> first.
/// </remarks>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public abstract class Callback<TBatch>
{
    /// <summary>Before everything else in <c>Fit</c>; the place to refuse options.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnFitStart(TrainerState state) { }

    /// <summary>After the sanity check, before the first epoch.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnTrainStart(TrainerState state) { }

    /// <summary>Before the first micro-batch of an epoch is fetched.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnTrainEpochStart(TrainerState state) { }

    /// <summary>A micro-batch was fetched and moved to the device.</summary>
    /// <param name="state">The trainer's state.</param>
    /// <param name="batch">The micro-batch.</param>
    public virtual void OnTrainBatchStart(TrainerState state, TBatch batch) { }

    /// <summary>The gradients of the last cycle are about to be cleared.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnBeforeZeroGrad(TrainerState state) { }

    /// <summary>The loss is known.</summary>
    /// <param name="state">The trainer's state.</param>
    /// <param name="loss">The micro-batch's loss, a scalar, scaled for accumulation. It lives until <see cref="OnTrainBatchEnd"/>
    /// returns.</param>
    public virtual void OnBeforeBackward(TrainerState state, torch.Tensor loss) { }

    /// <summary>The micro-batch's gradients have been added.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnAfterBackward(TrainerState state) { }

    /// <summary>The cycle's gradients are complete and not yet clipped.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnBeforeOptimizerStep(TrainerState state) { }

    /// <summary>
    /// The optimizer has stepped, and <see cref="TrainerState.Steps"/> counts the step: the place for a learning-rate scheduler's
    /// <c>step()</c>.
    /// </summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnAfterOptimizerStep(TrainerState state) { }

    /// <summary>
    /// A micro-batch is done, and the optimizer's step too if <see cref="TrainerState.EndsCycle"/> says so. No further batch has been
    /// requested from the data source yet.
    /// </summary>
    /// <param name="state">The trainer's state.</param>
    /// <param name="batch">The micro-batch; read it now, because its tensors may be freed or refilled once this returns.</param>
    /// <param name="loss">The micro-batch's loss, a scalar, not scaled for accumulation; keep a copy of its value, not the tensor.</param>
    public virtual void OnTrainBatchEnd(TrainerState state, TBatch batch, torch.Tensor loss) { }

    /// <summary>
    /// The optimizer step of an epoch's short last cycle was taken after the <see cref="OnTrainBatchEnd"/> of its last micro-batch: only
    /// the request for another batch showed that the data source had none. <see cref="TrainerState.EndsCycle"/> is now true. A short cycle
    /// ends here unless the epoch's length is known beforehand: from <see cref="TrainerOptions.MaxBatchesPerEpoch"/>, or because the source
    /// is a collection, such as an array or a list.
    /// </summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnLateCycleEnd(TrainerState state) { }

    /// <summary>
    /// Training stops being timed: an epoch has ended or a validation begins. The time until <see cref="OnTrainResume"/> belongs to them.
    /// </summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnTrainPause(TrainerState state) { }

    /// <summary>Training continues: next, a micro-batch is fetched.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnTrainResume(TrainerState state) { }

    /// <summary>An epoch's training is over, and its validation too.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnTrainEpochEnd(TrainerState state) { }

    /// <summary>Training has ended.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnTrainEnd(TrainerState state) { }

    /// <summary>After everything else in <c>Fit</c>.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnFitEnd(TrainerState state) { }

    /// <summary>A pass over validation, test or prediction data begins; <see cref="TrainerState.Stage"/> says which.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnEvaluationStart(TrainerState state) { }

    /// <summary>A batch of validation, test or prediction data was fetched and moved to the device.</summary>
    /// <param name="state">The trainer's state.</param>
    /// <param name="batch">The batch.</param>
    public virtual void OnEvaluationBatchStart(TrainerState state, TBatch batch) { }

    /// <summary>A batch of validation, test or prediction data is done.</summary>
    /// <param name="state">The trainer's state.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="output">What the task's step returned; it lives until this returns.</param>
    public virtual void OnEvaluationBatchEnd(TrainerState state, TBatch batch, torch.Tensor output) { }

    /// <summary>A pass over validation, test or prediction data is over.</summary>
    /// <param name="state">The trainer's state.</param>
    public virtual void OnEvaluationEnd(TrainerState state) { }

    /// <summary>
    /// What this callback must remember in a checkpoint; <see langword="null"/> for nothing. Lightning: <c>state_dict</c>.
    /// </summary>
    /// <param name="state">The trainer's state, at the end of a cycle.</param>
    public virtual string? SaveState(TrainerState state) => null;

    /// <summary>
    /// A run is resumed from a checkpoint: after <see cref="OnFitStart"/>, before the module and the optimizer are restored. Lightning:
    /// <c>load_state_dict</c>.
    /// </summary>
    /// <param name="state">The trainer's state; its counts are those of the checkpoint.</param>
    /// <param name="saved">What <see cref="SaveState"/> gave for the callback of the same type and place.</param>
    public virtual void LoadState(TrainerState state, string saved) { }

    /// <summary>Training or evaluation failed; the exception then reaches the caller.</summary>
    /// <param name="state">The trainer's state.</param>
    /// <param name="exception">What happened.</param>
    public virtual void OnException(TrainerState state, Exception exception) { }
}
