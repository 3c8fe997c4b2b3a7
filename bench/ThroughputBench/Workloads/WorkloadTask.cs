using ThroughputBench.Grid;
using ThroughputBench.Training;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>A classifier and its optimizer; the loss is cross entropy. A language model is a classifier of the byte that follows.</summary>
/// <param name="model">From inputs to scores, one row of them per target.</param>
/// <param name="optimizer">Of the model's parameters.</param>
/// <param name="dtype">In which the model computes. The loss is taken in <c>float32</c> always: <c>bfloat16</c> has three digits for the mean over a batch.</param>
internal sealed class WorkloadTask(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, WorkloadDtype dtype) : TrainingTask<Batch>, IDisposable
{
    public override nn.Module Module => model;

    public override optim.Optimizer Optimizer => optimizer;

    public override Tensor TrainingStep(Batch batch)
    {
        Tensor scores = model.call(batch.Inputs);
        return nn.functional.cross_entropy(dtype == WorkloadDtype.Float32 ? scores : scores.to(ScalarType.Float32), batch.Targets);
    }

    // The loss is the mean over the targets, of which every sample has the same number.
    public override double WeightOf(Batch batch) => batch.Samples;

    public override Tensor PredictStep(Batch batch) => model.call(batch.Inputs);

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }
}
