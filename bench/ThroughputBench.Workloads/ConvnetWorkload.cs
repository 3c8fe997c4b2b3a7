using TorchSharp;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>
/// Blocks of a convolution and a pooling, and a linear layer, on images of 3×32×32. Width is the channels of the first block, and each next
/// one has twice as many; depth is the number of blocks, each of which halves the image. By default there are two, of 8 and 16 channels: a
/// step of one to two milliseconds on one thread. Its data are ten random images, one per class, each time under fresh noise.
/// </summary>
/// <remarks>
/// <para>There is no batch norm: its statistics depend on how a batch is cut, so accumulation would not give the gradients of the whole
/// batch.</para>
/// <para>The convolutions of libtorch 2.10 on an x64 CPU with AVX-512 read memory out of bounds if the number of channels is neither 8 nor
/// a multiple of 16: results have errors as large as they are, or are NaN, and vary from call to call. This is why only these widths are
/// allowed.</para>
/// </remarks>
internal sealed class ConvnetWorkload : Workload
{
    public const string WorkloadName = "convnet";

    /// <summary>Default number of samples per micro-batch.</summary>
    public const int OwnBatchSize = 4;

    private const int Channels = 3,
        Side = 32,
        Classes = 10;

    private static readonly WorkloadLimits Limits = new(
        LargestWidth: 1024,
        LargestDepth: 5,
        WidthStep: 16,
        WhyStep: "with other numbers of channels libtorch's convolutions are wrong on some processors"
    );

    /// <summary>The default shape.</summary>
    public static readonly ModelShape OwnShape = new(8, 2);

    private readonly WorkloadOptions _options;
    private readonly PreparedBatches _batches;

    public ConvnetWorkload(WorkloadOptions options)
    {
        _options = options;
        Shape = Limits.Require(WorkloadName, OwnShape, options);
        BatchSize = options.BatchSize ?? OwnBatchSize;
        using torch.Generator chance = SeededWeights.Generator(options.Seed, stream: 1);
        using Tensor prototypes = randn(Classes, Channels, Side, Side, generator: chance);
        Device device = options.Device ?? CPU;
        _batches = new PreparedBatches(() => Make(chance, prototypes, device), options.BatchesPerEpoch ?? 1024);
    }

    public override string Name => WorkloadName;

    public override int BatchSize { get; }

    public override ModelShape Shape { get; }

    public override int BatchesApart => _batches.HalfRound;

    public override WorkloadTask CreateTask()
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        int channels = Channels,
            side = Side;
        for (int block = 0; block < Shape.Depth; block++)
        {
            int wider = Shape.Width << block;
            layers.AddRange([nn.Conv2d(channels, wider, kernel_size: 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2)]);
            (channels, side) = (wider, side / 2);
        }
        var model = nn.Sequential([.. layers, nn.Flatten(), nn.Linear(channels * side * side, Classes)]);
        SeededWeights.Draw(model, _options.Seed);
        model.to(_options.Device ?? CPU, Shape.Dtype);
        return new WorkloadTask(model, optim.SGD(model.parameters(), learningRate: 0.01, momentum: 0.9), Shape.Dtype);
    }

    public override IEnumerable<Batch> CreateTrainingData() => _batches.Epoch();

    public override void Dispose() => _batches.Dispose();

    private Batch Make(torch.Generator chance, Tensor prototypes, Device device)
    {
        Tensor classes = randint(Classes, [BatchSize], dtype: int64, generator: chance);
        Tensor images = 0.5 * prototypes.index_select(0, classes) + randn([BatchSize, Channels, Side, Side], generator: chance);
        return new Batch(images.to(Shape.Dtype, device), classes.to(device), BatchSize, BatchSize);
    }
}
