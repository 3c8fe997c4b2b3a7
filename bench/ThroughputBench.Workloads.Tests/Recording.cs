using ThroughputBench.Training;
using TorchSharp;

namespace ThroughputBench.Workloads.Tests;

/// <summary>What a training left behind: the bits of each loss, and the gradients at the first optimizer step.</summary>
internal sealed class Recording : Callback<Batch>
{
    private readonly TrainingTask<Batch> _task;
    private readonly List<float> _losses = [];

    private Recording(TrainingTask<Batch> task) => _task = task;

    public IReadOnlyList<float> Losses => _losses;

    public IReadOnlyList<int> LossBits => [.. _losses.Select(BitConverter.SingleToInt32Bits)];

    /// <summary>By parameter.</summary>
    public IReadOnlyDictionary<string, float[]> FirstGradients { get; private set; } = new Dictionary<string, float[]>();

    /// <summary>Trains a workload from the start.</summary>
    public static Recording Of(
        Workload workload,
        TrainerOptions options,
        IEnumerable<Batch>? data = null,
        params IEnumerable<Callback<Batch>> callbacks
    )
    {
        using WorkloadTask task = workload.CreateTask();
        var recording = new Recording(task);
        new Trainer<Batch>(options, [.. callbacks, recording]).Fit(task, data ?? workload.CreateTrainingData());
        return recording;
    }

    public override void OnBeforeOptimizerStep(TrainerState state)
    {
        if (state.Steps == 0)
            FirstGradients = _task.Module.named_parameters().ToDictionary(named => named.name, named => Numbers(named.parameter.grad!));
    }

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => _losses.Add(loss.item<float>());

    public static float[] Numbers(torch.Tensor tensor) => tensor.detach().flatten().to(torch.float32).data<float>().ToArray();
}
