using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>A task put together from a model, an optimizer and what a step is.</summary>
internal sealed class TaskOf<TBatch>(nn.Module module, optim.Optimizer optimizer, Func<TBatch, Tensor> step, Func<TBatch, double>? weightOf = null) : TrainingTask<TBatch>
{
    public override nn.Module Module => module;

    public override optim.Optimizer Optimizer => optimizer;

    public override Tensor TrainingStep(TBatch batch) => step(batch);

    public override double WeightOf(TBatch batch) => weightOf?.Invoke(batch) ?? base.WeightOf(batch);
}
