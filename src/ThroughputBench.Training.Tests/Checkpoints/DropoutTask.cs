using ThroughputBench.Training.Tests.Monitor;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Checkpoints;

/// <summary>
/// A model with everything that a checkpoint must hold: random numbers, buffers, a parameter outside the module, and an optimizer with a
/// state. Each pass and each step takes its time on a clock, which varies.
/// </summary>
internal sealed class DropoutTask : TrainingTask<Tensor>, IDisposable
{
    private readonly Sequential _model;
    private readonly Parameter _scale = new(ones(1));
    private readonly Clock _clock;

    public DropoutTask(Clock clock, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, int seed)
    {
        manual_seed(seed);
        _clock = clock;
        _model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 1));
        Optimizer = optimizer(_model.parameters().Append(_scale));
    }

    public override nn.Module Module => _model;

    public override optim.Optimizer Optimizer { get; }

    public List<float> Losses { get; } = [];

    public override Tensor TrainingStep(Tensor batch)
    {
        Tensor loss = (_model.call(batch) * _scale).pow(2).mean();
        _clock.PassTicks(1000 + (long)(100 * Math.Abs(batch[0, 0].item<float>())));
        if (!_model.training)
            return loss;
        Losses.Add(loss.item<float>());
        Log("loss", loss);
        return loss;
    }

    /// <summary>Every number that training changes, and the state of the random numbers.</summary>
    public byte[][] State()
    {
        using var optimizer = new MemoryStream();
        using (var writer = new BinaryWriter(optimizer))
            ((OptimizerHelper)Optimizer).save_state_dict(writer);
        using var module = new MemoryStream();
        _model.save(module);
        return [module.ToArray(), optimizer.ToArray(), _scale.bytes.ToArray(), get_rng_state().bytes.ToArray()];
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _model.Dispose();
        _scale.Dispose();
    }
}
