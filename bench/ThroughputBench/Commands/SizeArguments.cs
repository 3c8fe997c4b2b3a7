using System.CommandLine;
using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Commands;

/// <summary>
/// The options for the size of workloads. Each holds for all workloads of the run; without it each workload has its default.
/// </summary>
internal sealed class SizeArguments
{
    private readonly Option<string?> _batchSize = Option(
        "--batch-size",
        "Samples per micro-batch.",
        "mlp 32, convnet 4, bytelm 4",
        "number"
    );
    private readonly Option<string?> _width = Option(
        "--width",
        "Hidden units of mlp, channels of convnet's first block (a multiple of 16; each next block has twice as many), model dimension of bytelm (its 2 heads divide it).",
        "mlp 64, convnet 8, bytelm 64",
        "number"
    );
    private readonly Option<string?> _depth = Option(
        "--depth",
        "Hidden layers of mlp, convolution blocks of convnet (at most 5: each halves the image), transformer blocks of bytelm.",
        "mlp 1, convnet 2, bytelm 2",
        "number"
    );
    private readonly Option<string?> _dtype = Option(
        "--dtype",
        "Number format of parameters and inputs: float32 or bfloat16. The loss is taken in float32.",
        "float32",
        "type"
    );

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => Texts;

    private Option<string?>[] Texts => [_batchSize, _width, _depth, _dtype];

    /// <summary>Workload options with the given sizes.</summary>
    /// <exception cref="InputException">A size is out of range; each workload checks its own further limits.</exception>
    public WorkloadOptions Read(ParseResult parsed, WorkloadOptions others) =>
        others with
        {
            BatchSize = Number(_batchSize, parsed, WorkloadCatalog.LargestBatchSize),
            Width = Number(_width, parsed, IntegerList.Largest),
            Depth = Number(_depth, parsed, IntegerList.Largest),
            Dtype = parsed.GetValue(_dtype) switch
            {
                null => null,
                "float32" => torch.ScalarType.Float32,
                "bfloat16" => torch.ScalarType.BFloat16,
                var other => throw new InputException($"--dtype must be float32 or bfloat16, not '{other}'."),
            },
        };

    private static int? Number(Option<string?> option, ParseResult parsed, int most) =>
        parsed.GetValue(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value
        : throw new InputException(
            string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be a whole number from 1 to {most}, not '{text}'.")
        );

    private static Option<string?> Option(string name, string description, string byDefault, string helpName) =>
        new(name) { Description = $"{description} [default: {byDefault}]", HelpName = helpName };
}
