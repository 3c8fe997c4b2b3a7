using ThroughputBench.Training;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>A classifier and its optimizer; the loss is cross entropy. A language model is a classifier of the byte that follows.</summary>
/// <param name="model">From inputs to scores, one row of them per target.</param>
/// <param name="optimizer">Of the model's parameters.</param>
/// <param name="dtype">The number format of the model's computations. The loss is always computed in <c>float32</c>: <c>bfloat16</c> has
/// only three digits for the mean over a batch.</param>
public sealed class WorkloadTask(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, ScalarType dtype)
    : TrainingTask<Batch>,
        IDisposable
{
    /// <inheritdoc/>
    public override nn.Module Module => model;

    /// <inheritdoc/>
    public override optim.Optimizer Optimizer => optimizer;

    /// <summary>Mean cross entropy of one micro-batch.</summary>
    /// <param name="batch">Inputs and targets on the model's device.</param>
    /// <returns>A scalar, <c>float32</c>.</returns>
    public override Tensor TrainingStep(Batch batch)
    {
        Tensor scores = model.call(batch.Inputs);
        return nn.functional.cross_entropy(dtype == ScalarType.Float32 ? scores : scores.to(ScalarType.Float32), batch.Targets);
    }

    /// <summary>The batch's samples: the loss is the mean over the targets, of which every sample has the same number.</summary>
    /// <param name="batch">The batch.</param>
    public override double WeightOf(Batch batch) => batch.Samples;

    /// <summary>Scores of one micro-batch: a row for each target.</summary>
    /// <param name="batch">Inputs on the model's device.</param>
    public override Tensor PredictStep(Batch batch) => model.call(batch.Inputs);

    /// <summary>Frees model and optimizer.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }
}
