using TorchSharp;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>
/// A perceptron, by default 64 → 64 → 10 (width: hidden units; depth: hidden layers), on batches of 32: a step so short (some 65 µs on one
/// thread) that any cost of a callback is visible. Its data are normal vectors, labelled by a random linear teacher.
/// </summary>
internal sealed class MlpWorkload : Workload
{
    public const string WorkloadName = "mlp";

    /// <summary>Default number of samples per micro-batch.</summary>
    public const int OwnBatchSize = 32;

    private const int Features = 64,
        Classes = 10;

    private static readonly WorkloadLimits Limits = new(LargestWidth: 16_384, LargestDepth: 1024);

    /// <summary>The default shape.</summary>
    public static readonly ModelShape OwnShape = new(64, 1);

    private readonly WorkloadOptions _options;
    private readonly PreparedBatches _batches;

    public MlpWorkload(WorkloadOptions options)
    {
        _options = options;
        Shape = Limits.Require(WorkloadName, OwnShape, options);
        BatchSize = options.BatchSize ?? OwnBatchSize;
        using torch.Generator chance = SeededWeights.Generator(options.Seed, stream: 1);
        using Tensor teacher = randn(Features, Classes, generator: chance);
        Device device = options.Device ?? CPU;
        _batches = new PreparedBatches(() => Make(chance, teacher, device), options.BatchesPerEpoch ?? 1024);
    }

    public override string Name => WorkloadName;

    public override int BatchSize { get; }

    public override ModelShape Shape { get; }

    public override int BatchesApart => _batches.HalfRound;

    public override WorkloadTask CreateTask()
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (int layer = 0; layer < Shape.Depth; layer++)
            layers.AddRange([nn.Linear(layer == 0 ? Features : Shape.Width, Shape.Width), nn.ReLU()]);
        var model = nn.Sequential([.. layers, nn.Linear(Shape.Width, Classes)]);
        SeededWeights.Draw(model, _options.Seed);
        model.to(_options.Device ?? CPU, Shape.Dtype);
        return new WorkloadTask(model, optim.SGD(model.parameters(), learningRate: 0.1), Shape.Dtype);
    }

    public override IEnumerable<Batch> CreateTrainingData() => _batches.Epoch();

    public override void Dispose() => _batches.Dispose();

    private Batch Make(torch.Generator chance, Tensor teacher, Device device)
    {
        Tensor inputs = randn(BatchSize, Features, generator: chance);
        return new Batch(inputs.to(Shape.Dtype, device), inputs.matmul(teacher).argmax(1).to(device), BatchSize, BatchSize);
    }
}
