using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>
/// The options that say how large workloads are. Each holds for all workloads of a run; if it is not given, each workload has its own size.
/// </summary>
internal static class SizeOptions
{
    /// <summary>Most samples in a micro-batch of any workload.</summary>
    public const int LargestBatchSize = 65_536;

    private static readonly (string Word, WorkloadDtype Dtype)[] Dtypes =
    [
        ("float32", WorkloadDtype.Float32),
        ("bfloat16", WorkloadDtype.Bfloat16),
    ];

    /// <summary><c>--size</c>.</summary>
    public static MeasurementOption Size { get; } =
        new()
        {
            Name = "--size",
            HelpName = "list",
            Description =
                "Sizes of each workload: own; device for one so large that the device is busy, grown from its own in batch size and width "
                    + "and chosen by measuring for about a second; or exact ones such as mlp:8192:4096 (batch size, width).",
            DefaultWords = "own",
            Property = "workloads",
            Read = text =>
            {
                SizeRequest[] sizes = [.. OptionValue.ReadNames("--size", text).Select(size => SizeRequest.Read("--size", size))];
                return request => request with { Sizes = sizes };
            },
            // What was measured once is given again: a repeated run has the same sizes.
            Write = options => HasOwnSizes(options) ? string.Join(',', options.Workloads.Select(SizeRequest.Write)) : null,
        };

    /// <summary><c>--batch-size</c>.</summary>
    public static MeasurementOption BatchSize { get; } =
        OfAll(
            "--batch-size",
            "Samples per micro-batch.",
            "mlp 32, convnet 4, bytelm 4",
            LargestBatchSize,
            (request, value) => request with { BatchSize = value },
            workload => workload.BatchSize,
            BatchSizeOf,
            isInSize: true
        );

    /// <summary><c>--width</c>.</summary>
    public static MeasurementOption Width { get; } =
        OfAll(
            "--width",
            "Hidden units of mlp, channels of convnet's first block (a multiple of 16; each next block has twice as many), "
                + "model dimension of bytelm (its 2 heads divide it).",
            "mlp 64, convnet 8, bytelm 64",
            IntegerList.Largest,
            (request, value) => request with { Width = value },
            workload => workload.ShapeInForce.Width,
            WidthOf,
            isInSize: true
        );

    /// <summary><c>--depth</c>.</summary>
    public static MeasurementOption Depth { get; } =
        OfAll(
            "--depth",
            "Hidden layers of mlp, convolution blocks of convnet (at most 5: each halves the image), transformer blocks of bytelm.",
            "mlp 1, convnet 2, bytelm 2",
            IntegerList.Largest,
            (request, value) => request with { Depth = value },
            workload => workload.ShapeInForce.Depth,
            workload => WorkloadShape.DefaultOf(workload.Name).Depth
        );

    /// <summary><c>--dtype</c>.</summary>
    public static MeasurementOption Dtype { get; } =
        new()
        {
            Name = "--dtype",
            HelpName = "type",
            Description = "Number format of parameters and inputs: float32 or bfloat16. The loss is taken in float32.",
            DefaultWords = "float32",
            Property = "workloads",
            Read = text =>
            {
                WorkloadDtype dtype = OptionValue.ReadWord("--dtype", text, Dtypes, "float32 or bfloat16");
                return request => request with { Dtype = dtype };
            },
            Write = options =>
                options.Workloads.Any(workload => workload.ShapeInForce.Dtype != WorkloadShape.DefaultOf(workload.Name).Dtype)
                    ? options.Workloads[0].ShapeInForce.DtypeName
                    : null,
            Comparison = ComparisonRule.Same,
            ComparedValue = (options, workload) => options.SizeOf(workload)?.ShapeInForce.DtypeName,
        };

    /// <summary>
    /// A size of workloads. One option holds for all workloads of a run, so it was given if one of them does not have its own size.
    /// </summary>
    private static MeasurementOption OfAll(
        string name,
        string description,
        string defaultWords,
        int most,
        Func<MeasurementRequest, int, MeasurementRequest> with,
        Func<WorkloadSize, int> of,
        Func<WorkloadSize, int> own,
        bool isInSize = false
    ) =>
        new()
        {
            Name = name,
            HelpName = "number",
            Description = description,
            DefaultWords = defaultWords,
            Property = "workloads",
            Read = text =>
            {
                int value = OptionValue.ReadNumber(name, text, 1, most);
                return request => with(request, value);
            },
            Write = options =>
                !(isInSize && HasOwnSizes(options)) && options.Workloads.Any(workload => of(workload) != own(workload))
                    ? Text(of(options.Workloads[0]))
                    : null,
            Comparison = ComparisonRule.Same,
            ComparedValue = (options, workload) => options.SizeOf(workload) is { } size ? Text(of(size)) : null,
        };

    /// <summary>Whether one batch size and one width for all workloads do not give their sizes.</summary>
    private static bool HasOwnSizes(RunOptions options)
    {
        IReadOnlyList<WorkloadSize> sizes = options.Workloads;
        return sizes.Any(size => size.Chosen is not null)
            || sizes.DistinctBy(size => size.Name).Count() < sizes.Count
            || !(IsOneForAll(size => size.BatchSize, BatchSizeOf) && IsOneForAll(size => size.ShapeInForce.Width, WidthOf));

        bool IsOneForAll(Func<WorkloadSize, int> of, Func<WorkloadSize, int> own) =>
            sizes.All(size => of(size) == own(size)) || sizes.All(size => of(size) == of(sizes[0]));
    }

    // Records without shapes are older than the option.
    private static int BatchSizeOf(WorkloadSize size) =>
        size.Shape is null ? size.BatchSize : WorkloadShape.DefaultBatchSizeOf(size.Name);

    private static int WidthOf(WorkloadSize size) => WorkloadShape.DefaultOf(size.Name).Width;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
