using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ThroughputBench.Records;

/// <summary>
/// The machine and the settings of the process, as far as they affect a measurement. It holds nothing private: no host name, user or path.
/// </summary>
internal sealed partial record MachineFingerprint
{
    /// <summary>The facts that make two machines incomparable if they differ: a name for people, and the value as text.</summary>
    private static readonly (string Name, Func<MachineFingerprint, string> Of)[] Comparable =
    [
        ("operating system", machine => machine.Os),
        ("architecture", machine => machine.Architecture),
        ("CPU model", machine => machine.CpuModel),
        ("logical cores", machine => Text(machine.LogicalCores)),
        ("usable cores", machine => Text(machine.UsableCores)),
        ("CPU quota", machine => machine.CpuQuotaCores is { } cores ? Text($"{cores} cores") : "none"),
        ("CPU governor", machine => machine.CpuGovernor ?? "unknown"),
        ("hypervisor", machine => machine.Hypervisor ?? "none"),
        (".NET", machine => MajorAndMinor(machine.Runtime)),
        ("garbage collector", machine => machine.GarbageCollector),
        ("tiered compilation", machine => OnOrOff(machine.TieredCompilation)),
        ("tiered PGO", machine => OnOrOff(machine.TieredPgo)),
        ("libtorch", machine => machine.Libtorch.Version),
        ("libtorch threads", machine => Text(machine.Libtorch.Threads)),
    ];

    /// <summary>
    /// The same for its GPUs, if any were used: a run on the CPU keeps the identity that it had before GPUs were recorded.
    /// </summary>
    private static readonly (string Name, Func<MachineFingerprint, string> Of)[] ComparableGpus =
    [
        ("GPU", machine => OfGpus(machine, gpu => gpu.Name)),
        ("GPU driver", machine => OfGpus(machine, gpu => gpu.Driver?.Split('.')[0] ?? "unknown")),
        ("GPU power cap", machine => OfGpus(machine, gpu => gpu.PowerCapWatts is { } watts ? Text($"{watts} W") : "unknown")),
        ("GPU ECC", machine => OfGpus(machine, gpu => gpu.Ecc is { } on ? OnOrOff(on) : "unknown")),
        ("GPU MIG", machine => OfGpus(machine, gpu => gpu.Mig is { } on ? OnOrOff(on) : "unknown")),
    ];

    /// <summary>
    /// The same for the environment, if something in it affects the cost of a step: other runs keep the identity that they had before this
    /// was recorded.
    /// </summary>
    private static readonly (string Name, Func<MachineFingerprint, string> Of)[] ComparableEnvironment =
    [
        ("environment", machine =>
            machine.Environment is { } variables
                ? string.Join(
                    ' ',
                    variables
                        .OrderBy(variable => variable.Key, StringComparer.Ordinal)
                        .Select(variable => $"{variable.Key}={variable.Value}")
                )
                : "nothing that affects cost"
        ),
    ];

    /// <summary><c>linux</c>, <c>macos</c>, <c>windows</c> or <c>other</c>.</summary>
    public required string Os { get; init; }

    /// <summary>The operating system's name for itself: for example <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string OsDescription { get; init; }

    /// <summary>Version of the kernel: for example <c>6.1.90</c>.</summary>
    public required string Kernel { get; init; }

    /// <summary>Architecture of the process: for example <c>x64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>For example <c>AMD EPYC 9554 64-Core Processor</c>.</summary>
    public required string CpuModel { get; init; }

    /// <summary>Logical cores of the machine.</summary>
    public required int LogicalCores { get; init; }

    /// <summary>Cores that the process may use, by affinity and quota; a quota is rounded up.</summary>
    public required int UsableCores { get; init; }

    /// <summary>How many cores' worth of time the process may take, by its control group; <see langword="null"/> for no limit.</summary>
    public double? CpuQuotaCores { get; init; }

    /// <summary>
    /// How the clock speed is chosen: for example <c>performance</c>; <see langword="null"/> if unknown.
    /// </summary>
    public string? CpuGovernor { get; init; }

    /// <summary>Memory that the process may use, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The hypervisor: for example <c>KVM</c>; <see langword="null"/> if none is known.</summary>
    public string? Hypervisor { get; init; }

    /// <summary>For example <c>.NET 10.0.12</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Mode of the garbage collector: for example <c>workstation, non-concurrent</c>.</summary>
    public required string GarbageCollector { get; init; }

    /// <summary>Whether hot methods are compiled again.</summary>
    public required bool TieredCompilation { get; init; }

    /// <summary>Whether that uses a profile of the running program.</summary>
    public required bool TieredPgo { get; init; }

    /// <summary>libtorch and its threads.</summary>
    public required LibtorchFacts Libtorch { get; init; }

    /// <summary>The GPUs that were measured on; <see langword="null"/> if there were none, or if they could not be identified.</summary>
    public IReadOnlyList<GpuFacts>? Gpus { get; init; }

    /// <summary>
    /// Variables of the environment that change what a step costs, as far as they were set; <see langword="null"/> if none was. The harness
    /// lists them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>
    /// A name for people and folders, made of CPU, cores, GPU, system and architecture: for example <c>amd-epyc-2c-linux-x64</c>.
    /// </summary>
    [JsonIgnore]
    public string Name =>
        Text($"{Slug(CpuModel)}-{UsableCores}c{(Gpus is [var gpu, ..] ? $"-{Slug(gpu.Name)}" : "")}-{Slug(Os)}-{Slug(Architecture)}");

    /// <summary>
    /// <see cref="Name"/> with a digest of all that makes machines incomparable: equal for two machines exactly when <see
    /// cref="DifferencesFrom"/> finds nothing.
    /// </summary>
    [JsonIgnore]
    public string Id
    {
        get
        {
            string all = string.Join(
                '\n',
                Comparable
                    .Concat(Gpus is null ? [] : ComparableGpus)
                    .Concat(Environment is null ? [] : ComparableEnvironment)
                    .Select(aspect => aspect.Of(this))
            );
            return $"{Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 4))}";
        }
    }

    /// <summary>The fields that make measurements from the two machines incomparable; none if they can be compared.</summary>
    public IReadOnlyList<MachineDifference> DifferencesFrom(MachineFingerprint other) =>
        [
            .. Comparable
                .Concat(ComparableGpus)
                .Concat(ComparableEnvironment)
                .Where(aspect => aspect.Of(this) != aspect.Of(other))
                .Select(aspect => new MachineDifference(aspect.Name, aspect.Of(this), aspect.Of(other))),
        ];

    /// <summary>A CPU's name without trade marks, clock speeds and filler words, in small letters with hyphens.</summary>
    private static string Slug(string text)
    {
        string slug = Separators().Replace(Noise().Replace(text, " "), "-").Trim('-').ToLowerInvariant();
        return slug.Length == 0 ? "unknown"
            : slug.Length <= 40 ? slug
            : slug[..40].TrimEnd('-');
    }

    private static string OfGpus(MachineFingerprint machine, Func<GpuFacts, string> of) =>
        machine.Gpus is { } gpus ? string.Join(" + ", gpus.Select(of)) : "none";

    private static string MajorAndMinor(string runtime) => string.Join('.', runtime.Split('.').Take(3));

    private static string OnOrOff(bool on) => on ? "on" : "off";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\((R|TM|C)\)|[®™]|@.*$|\bwith\b.*$|\b\d+-Core\b|\b(CPU|Processor)\b|\b[\d.]+\s?GHz\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Noise();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();
}
