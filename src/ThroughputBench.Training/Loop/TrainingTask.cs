using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// A model, its optimizer and what one step means: what Lightning calls a <c>LightningModule</c>. Derive from it to train your own model.
/// </summary>
/// <typeparam name="TBatch">What the data source yields: a tensor, a tuple, a dictionary or your own type.</typeparam>
public abstract class TrainingTask<TBatch>
{
    /// <summary>Where <see cref="Log(string, double)"/> goes; <see langword="null"/> if nothing listens.</summary>
    internal TaskLog? Logged { get; set; }

    /// <summary>The model.</summary>
    public abstract torch.nn.Module Module { get; }

    /// <summary>
    /// The optimizer. The trainer clips and averages the gradients of the parameters that it steps, in all its groups; these may be more
    /// than the model's parameters, or fewer. One that needs a closure (LBFGS) is refused.
    /// </summary>
    public abstract torch.optim.Optimizer Optimizer { get; }

    /// <summary>The loss of one micro-batch: a scalar, the mean over the micro-batch's samples, not yet scaled for accumulation.</summary>
    /// <param name="batch">One micro-batch, on the trainer's device.</param>
    public abstract torch.Tensor TrainingStep(TBatch batch);

    /// <summary>
    /// How much a micro-batch counts in its accumulation cycle: the number of things that the mean in <see cref="TrainingStep"/> is taken
    /// over, such as samples or unmasked tokens. The cycle's gradient is then the weighted mean of its micro-batches' gradients, which is
    /// that of one large batch, in a short cycle too. Only the ratios within a cycle matter. Default: 1, so that every micro-batch counts
    /// the same and the cycle is the plain mean of the micro-batches' means.
    /// </summary>
    /// <remarks>
    /// A micro-batch of weight 0 is counted like any other, but has no backward pass: its loss may be NaN. If all of a cycle's weights are
    /// 0, the optimizer steps on gradients of zero.
    /// </remarks>
    /// <param name="batch">One micro-batch, on the trainer's device.</param>
    /// <returns>A finite number of at least 0; anything else ends training with an <see cref="ArgumentOutOfRangeException"/>.</returns>
    public virtual double WeightOf(TBatch batch) => 1;

    /// <summary>Forward without gradients, in evaluation mode. Default: the loss of <see cref="TrainingStep"/>.</summary>
    /// <param name="batch">One batch, on the trainer's device.</param>
    public virtual torch.Tensor ValidationStep(TBatch batch) => TrainingStep(batch);

    /// <summary>Forward without gradients on test data. Default: <see cref="ValidationStep"/>.</summary>
    /// <param name="batch">One batch, on the trainer's device.</param>
    public virtual torch.Tensor TestStep(TBatch batch) => ValidationStep(batch);

    /// <summary>Forward without a target.</summary>
    /// <param name="batch">One batch, on the trainer's device.</param>
    /// <exception cref="NotSupportedException">The task does not predict.</exception>
    public virtual torch.Tensor PredictStep(TBatch batch) =>
        throw new NotSupportedException($"{GetType().Name} does not override {nameof(PredictStep)}.");

    /// <summary>
    /// Logs a value from a step to every logger, as <c>train/name</c>, or with the stage's name: the mean over the calls since the last
    /// record. Training's records come at the ends of cycles by <see cref="TrainerOptions.LogEvery"/> and at the end of training, an
    /// evaluation's at its end. A mean that is NaN, because one of its values is, is left out of the record, and one notice for each name
    /// says so. Without loggers it does nothing.
    /// </summary>
    /// <param name="name">The metric's name, without the stage.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">A logger would drop or change the name.</exception>
    protected void Log(string name, double value) => Logged?.Add(name, value);

    /// <summary>The same for a scalar tensor. It is added up on its device, which is not waited for before the record.</summary>
    /// <param name="name">The metric's name, without the stage.</param>
    /// <param name="value">One number; a detached copy of it counts.</param>
    /// <exception cref="ArgumentException">A logger would drop or change the name.</exception>
    protected void Log(string name, torch.Tensor value) => Logged?.Add(name, value);

    /// <summary>Moves a batch to the device that training runs on. Default: the batch unchanged.</summary>
    /// <param name="batch">One batch from the data source.</param>
    /// <param name="device">The trainer's device.</param>
    public virtual TBatch MoveToDevice(TBatch batch, torch.Device device) => batch;
}
