using TorchSharp;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>
/// Two convolutions and a linear layer on images of 3×32×32: a step of one to two milliseconds on one thread. Its data are ten random images, one
/// per class, each time under fresh noise.
/// </summary>
/// <remarks>There is no batch norm: its statistics depend on how a batch is cut, so accumulation would not give the gradients of the whole batch.</remarks>
internal sealed class ConvnetWorkload : Workload
{
    public const string WorkloadName = "convnet";

    private const int Channels = 3, Side = 32, Classes = 10;

    private readonly WorkloadOptions _options;
    private readonly PreparedBatches _batches;

    public ConvnetWorkload(WorkloadOptions options)
    {
        _options = options;
        BatchSize = options.BatchSize ?? 4;
        using torch.Generator chance = SeededWeights.Generator(options.Seed, stream: 1);
        using Tensor prototypes = randn(Classes, Channels, Side, Side, generator: chance);
        Device device = options.Device ?? CPU;
        _batches = new PreparedBatches(() => Make(chance, prototypes, device), options.BatchesPerEpoch ?? 1024);
    }

    public override string Name => WorkloadName;

    public override int BatchSize { get; }

    public override WorkloadTask CreateTask()
    {
        var model = nn.Sequential(
            nn.Conv2d(Channels, 8, kernel_size: 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, kernel_size: 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(16 * (Side / 4) * (Side / 4), Classes));
        SeededWeights.Draw(model, _options.Seed);
        model.to(_options.Device ?? CPU);
        return new WorkloadTask(model, optim.SGD(model.parameters(), learningRate: 0.01, momentum: 0.9));
    }

    public override IEnumerable<Batch> CreateTrainingData() => _batches.Epoch();

    public override void Dispose() => _batches.Dispose();

    private Batch Make(torch.Generator chance, Tensor prototypes, Device device)
    {
        Tensor classes = randint(Classes, [BatchSize], dtype: int64, generator: chance);
        Tensor images = 0.5 * prototypes.index_select(0, classes) + randn([BatchSize, Channels, Side, Side], generator: chance);
        return new Batch(images.to(device), classes.to(device), BatchSize, BatchSize);
    }
}
