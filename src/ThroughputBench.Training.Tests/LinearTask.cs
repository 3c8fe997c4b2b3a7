using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>Linear regression on batches [n, 4]: three inputs and a target per row. Always starts from the same weights.</summary>
internal sealed class LinearTask : TrainingTask<Tensor>
{
    private readonly Linear _model = nn.Linear(3, 1);

    public LinearTask(double learningRate = 0.1, double momentum = 0)
    {
        using (no_grad())
        {
            _model.weight.fill_(0.25f);
            _model.bias!.fill_(-0.5f);
        }
        Optimizer = optim.SGD(_model.parameters(), learningRate, momentum);
    }

    public override nn.Module Module => _model;

    public override optim.Optimizer Optimizer { get; }

    public Tensor Weight => _model.weight;

    public bool WasTrainingInValidation { get; private set; }

    public bool HadGradientsInValidation { get; private set; }

    public float[] Parameters()
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. _model.parameters().SelectMany(parameter => parameter.detach().flatten().data<float>().ToArray())];
    }

    public float[] Gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. _model.parameters().SelectMany(parameter => parameter.grad!.flatten().data<float>().ToArray())];
    }

    public override Tensor TrainingStep(Tensor batch)
    {
        Tensor inputs = batch.narrow(1, 0, 3),
            targets = batch.narrow(1, 3, 1);
        return nn.functional.mse_loss(_model.call(inputs), targets);
    }

    public override Tensor ValidationStep(Tensor batch)
    {
        WasTrainingInValidation = _model.training;
        Tensor loss = TrainingStep(batch);
        HadGradientsInValidation = loss.requires_grad;
        return loss;
    }

    public override Tensor PredictStep(Tensor batch) => _model.call(batch.narrow(1, 0, 3));
}
