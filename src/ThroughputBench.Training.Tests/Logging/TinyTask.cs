using TorchSharp;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>The smallest real training there is: one linear layer with two weights, on batches of four samples.</summary>
internal sealed class TinyTask : TrainingTask<torch.Tensor>, IDisposable
{
    private readonly TorchSharp.Modules.Linear _layer = torch.nn.Linear(2, 1);
    private readonly torch.optim.Optimizer _optimizer;

    public TinyTask() => _optimizer = torch.optim.SGD(_layer.parameters(), 0.01);

    public override torch.nn.Module Module => _layer;

    public override torch.optim.Optimizer Optimizer => _optimizer;

    /// <summary>What the layer gives for every sample before it is trained; random if it is not set. From 0 no step changes it.</summary>
    public double Output
    {
        init
        {
            using var noGradients = torch.no_grad();
            _layer.weight.zero_();
            _layer.bias!.fill_(value);
        }
    }

    /// <summary>Called at the beginning of each step.</summary>
    public Action? BeforeStep { get; init; }

    public override torch.Tensor TrainingStep(torch.Tensor batch)
    {
        BeforeStep?.Invoke();
        return _layer.forward(batch).square().mean();
    }

    public override torch.Tensor PredictStep(torch.Tensor batch) => TrainingStep(batch);

    public static IEnumerable<torch.Tensor> Data(int batches)
    {
        for (int i = 0; i < batches; i++)
            yield return torch.ones(4, 2);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _layer.Dispose();
    }
}
