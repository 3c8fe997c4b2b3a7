using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>One weight, trained for real; what its steps take is up to a test, which moves a clock in them.</summary>
internal sealed class ClockedTask : TrainingTask<Tensor>, IDisposable
{
    private readonly Linear _layer = nn.Linear(1, 1, hasBias: false);
    private readonly ClockedSgd _optimizer;

    public ClockedTask() => _optimizer = new ClockedSgd(this);

    public override nn.Module Module => _layer;

    public override optim.Optimizer Optimizer => _optimizer;

    public Action? Forward { get; init; }

    public Action? Evaluation { get; init; }

    public Action? OptimizerStep { get; init; }

    public override Tensor TrainingStep(Tensor batch)
    {
        Forward?.Invoke();
        return _layer.call(batch).mean();
    }

    public override Tensor ValidationStep(Tensor batch)
    {
        Evaluation?.Invoke();
        return _layer.call(batch).mean();
    }

    public override Tensor PredictStep(Tensor batch) => ValidationStep(batch);

    public void Dispose()
    {
        _optimizer.Dispose();
        _layer.Dispose();
    }

    private sealed class ClockedSgd(ClockedTask task) : SGD(task._layer.parameters(), 0.001)
    {
        public override Tensor step(Func<Tensor>? closure = null)
        {
            task.OptimizerStep?.Invoke();
            return base.step(closure);
        }
    }
}
