using System.CommandLine;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
using ThroughputBench.Workloads;

namespace ThroughputBench.Commands;

/// <summary>
/// The options that say what is measured and how, as a command line has them; every command that measures does. They are declared in
/// <see cref="MeasurementOptions"/>.
/// </summary>
/// <param name="defaults">What a command measures if its options do not say.</param>
/// <param name="quick">
/// What it measures with <see cref="MeasurementOptions.Quick"/>; <see langword="null"/> if it does not have it.
/// </param>
/// <param name="onCuda">What it measures if all devices that are given are CUDA's; <see langword="null"/> for the same as elsewhere.</param>
/// <param name="quickOnCuda">The same with <see cref="MeasurementOptions.Quick"/>.</param>
internal sealed class GridArguments(
    GridDefaults defaults,
    GridDefaults? quick = null,
    GridDefaults? onCuda = null,
    GridDefaults? quickOnCuda = null
)
{
    private readonly Option<bool> _quick = new(MeasurementOptions.Quick.Name) { Description = MeasurementOptions.Quick.Description };

    private readonly (MeasurementOption Declared, ParsedOption<MeasurementChange> Option)[] _options =
    [
        .. MeasurementOptions.All.Select(option => (option, OnCommandLine(option, defaults, onCuda))),
    ];

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => AllBut();

    /// <summary>All but some of them.</summary>
    public IEnumerable<Option> AllBut(params MeasurementOption[] left) =>
        [.. quick is null ? Array.Empty<Option>() : [_quick], .. ThoseBeside(left).Select(option => option.Option)];

    /// <summary>Whether one of them was given.</summary>
    public bool IsGiven(MeasurementOption option, ParseResult parsed) =>
        _options.Single(other => other.Declared == option).Option.IsGiven(parsed);

    /// <summary>Whether any of them was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="beside">One that does not count, or <see langword="null"/>.</param>
    public bool IsAnyGiven(ParseResult parsed, MeasurementOption? beside = null) =>
        IsQuick(parsed) || ThoseBeside(beside is null ? [] : [beside]).Any(option => option.Option.IsGiven(parsed));

    /// <summary>What a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="instead">What is measured by default, if not the command's defaults.</param>
    public MeasurementRequest Read(ParseResult parsed, GridDefaults? instead = null)
    {
        GridDefaults otherwise = DefaultsOf(parsed, instead);
        var request = new MeasurementRequest();
        foreach ((MeasurementOption declared, ParsedOption<MeasurementChange> option) in _options)
        {
            if (option.IsGiven(parsed))
                request = parsed.GetValue(option)!(request);
            // A size that is chosen by measuring is not for shards, which must all have the same.
            else if (declared == SizeOptions.Size && IsGiven(MeasurementOptions.Shard, parsed))
                continue;
            else if (otherwise.TextOf(declared) is { } text)
                request = declared.Read(text)(request);
        }
        return request;
    }

    /// <summary>The time for the whole grid if it is a default one that has a limit; <see langword="null"/> if it has none.</summary>
    public TimeSpan? LimitOf(ParseResult parsed) =>
        ThoseBeside([MeasurementOptions.Device]).Any(option => option.Option.IsGiven(parsed)) ? null : DefaultsOf(parsed, null).Limit;

    private GridDefaults DefaultsOf(ParseResult parsed, GridDefaults? instead)
    {
        bool isOnCuda = onCuda is not null && AreCuda(parsed);
        return IsQuick(parsed) ? (isOnCuda ? quickOnCuda : quick)! : instead ?? (isOnCuda ? onCuda! : defaults);
    }

    private bool AreCuda(ParseResult parsed)
    {
        ParsedOption<MeasurementChange> device = _options.Single(option => option.Declared == MeasurementOptions.Device).Option;
        return device.IsGiven(parsed)
            && parsed.GetValue(device)!(new MeasurementRequest()).Devices is { } names
            && names.All(TimingNames.MatterOn);
    }

    private bool IsQuick(ParseResult parsed) => quick is not null && parsed.GetValue(_quick);

    private IEnumerable<(MeasurementOption Declared, ParsedOption<MeasurementChange> Option)> ThoseBeside(MeasurementOption[] left) =>
        _options.Where(option => !left.Contains(option.Declared));

    private static ParsedOption<MeasurementChange> OnCommandLine(MeasurementOption option, GridDefaults defaults, GridDefaults? onCuda)
    {
        string description = option == MeasurementOptions.Fault ? $"{option.Description}: {Fault.Words}." : option.Description;
        string? text = defaults.TextOf(option);
        string words = option == SizeOptions.Size && onCuda?.TextOf(option) is { } sizes
            ? $"{option.DefaultWords}; {sizes} if --device names CUDA devices alone"
            : option.DefaultWords!;
        ParsedOption<MeasurementChange> parsed = new(
            option.Name,
            option.HelpName,
            text is null ? $"{description} [default: {words}]" : description,
            option.Read,
            text,
            bare: option.IsSwitch ? "true" : null
        );
        if (option == MeasurementOptions.Workload)
            parsed.CompletionSources.Add([.. WorkloadCatalog.Names]);
        if (option == MeasurementOptions.Device)
            parsed.CompletionSources.Add("auto", "cpu", "cuda");
        return parsed;
    }
}
