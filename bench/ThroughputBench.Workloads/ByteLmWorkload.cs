using TorchSharp;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>
/// A small transformer that reads 32 bytes of real text and predicts the next byte after each: some 2 ms per micro-batch on one thread, and
/// 1 ms more for the optimizer. Width is the model's dimension, depth the number of its blocks: by default 64 and 2. A sample is a window
/// of text, an item is a token, that is a byte.
/// </summary>
internal sealed class ByteLmWorkload : Workload
{
    public const string WorkloadName = "bytelm";

    /// <summary>Default number of samples per micro-batch.</summary>
    public const int OwnBatchSize = 4;

    private const int Context = 32;

    private static readonly WorkloadLimits Limits = new(
        LargestWidth: 16_384,
        LargestDepth: 256,
        WidthStep: TransformerBlock.Heads,
        WhyStep: "its attention heads divide the width"
    );

    /// <summary>The default shape.</summary>
    public static readonly ModelShape OwnShape = new(64, 2);

    private readonly WorkloadOptions _options;
    private readonly byte[] _text;

    public ByteLmWorkload(WorkloadOptions options)
    {
        _options = options;
        Shape = Limits.Require(WorkloadName, OwnShape, options);
        BatchSize = options.BatchSize ?? OwnBatchSize;
        _text = TrainingText.Read(options.DataPath, minimumBytes: Context + 1);
    }

    public override string Name => WorkloadName;

    public override int BatchSize { get; }

    public override ModelShape Shape { get; }

    public override bool HasItems => true;

    public override WorkloadTask CreateTask()
    {
        var model = new ByteTransformer(Context, Shape.Width, Shape.Depth);
        SeededWeights.Draw(model, _options.Seed);
        model.to(_options.Device ?? CPU, Shape.Dtype);
        return new WorkloadTask(model, optim.AdamW(model.parameters(), lr: 3e-3), Shape.Dtype);
    }

    public override IEnumerable<Batch> CreateTrainingData()
    {
        // A default epoch reads as many bytes as the text has; its last batch may be short.
        long windows = _options.BatchesPerEpoch is { } batches ? checked(batches * BatchSize) : (_text.Length + Context - 1) / Context;
        return new TextWindows(_text, Context, BatchSize, windows, _options.Seed, _options.Device ?? CPU);
    }

    /// <summary>Nothing is kept: each batch is made for its step and disposed with it.</summary>
    public override void Dispose() { }
}
