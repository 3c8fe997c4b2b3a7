using System.Globalization;
using ThroughputBench.Grid;

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

    /// <summary><c>--batch-size</c>.</summary>
    public static MeasurementOption BatchSize { get; } =
        Size(
            "--batch-size",
            "Samples per micro-batch.",
            "mlp 32, convnet 4, bytelm 4",
            LargestBatchSize,
            (request, value) => request with { BatchSize = value },
            workload => workload.BatchSize,
            // Records without shapes are older than the option.
            workload => workload.Shape is null ? workload.BatchSize : WorkloadShape.DefaultBatchSizeOf(workload.Name)
        );

    /// <summary><c>--width</c>.</summary>
    public static MeasurementOption Width { get; } =
        Size(
            "--width",
            "Hidden units of mlp, channels of convnet's first block (a multiple of 16; each next block has twice as many), "
                + "model dimension of bytelm (its 2 heads divide it).",
            "mlp 64, convnet 8, bytelm 64",
            IntegerList.Largest,
            (request, value) => request with { Width = value },
            workload => workload.ShapeInForce.Width,
            workload => WorkloadShape.DefaultOf(workload.Name).Width
        );

    /// <summary><c>--depth</c>.</summary>
    public static MeasurementOption Depth { get; } =
        Size(
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
    private static MeasurementOption Size(
        string name,
        string description,
        string defaultWords,
        int most,
        Func<MeasurementRequest, int, MeasurementRequest> with,
        Func<WorkloadSize, int> of,
        Func<WorkloadSize, int> own
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
                options.Workloads.Any(workload => of(workload) != own(workload)) ? Text(of(options.Workloads[0])) : null,
            Comparison = ComparisonRule.Same,
            ComparedValue = (options, workload) => options.SizeOf(workload) is { } size ? Text(of(size)) : null,
        };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
