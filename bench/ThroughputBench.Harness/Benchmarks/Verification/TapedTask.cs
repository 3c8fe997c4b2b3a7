using ThroughputBench.Training;
using ThroughputBench.Workloads;
using static TorchSharp.torch;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>A task whose model and optimizer take time on the harness's clock.</summary>
/// <param name="task">The task.</param>
/// <param name="tape">The harness's account.</param>
internal sealed class TapedTask(TrainingTask<Batch> task, TrainingTape tape) : TrainingTask<Batch>
{
    public override nn.Module Module => task.Module;

    // A trainer asks for it at each step. Nothing of an optimizer itself tells the harness of the step.
    public override optim.Optimizer Optimizer
    {
        get
        {
            tape.StepOptimizer();
            return task.Optimizer;
        }
    }

    public override Tensor TrainingStep(Batch batch)
    {
        tape.Compute();
        return task.TrainingStep(batch);
    }

    public override Tensor PredictStep(Batch batch)
    {
        tape.Compute();
        return task.PredictStep(batch);
    }

    public override double WeightOf(Batch batch) => task.WeightOf(batch);
}
