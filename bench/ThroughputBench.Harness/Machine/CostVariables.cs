using System.Collections;
using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Machine;

/// <summary>
/// Environment variables that change the cost of a step: the switches of the .NET runtime, of libtorch and its libraries, and of the
/// loader and allocator.
/// </summary>
internal static class CostVariables
{
    private const int LongestValue = 100;

    private static readonly string[] RuntimePrefixes = ["DOTNET_", "COMPlus_"];

    /// <summary>Settings of the runtime that are written in capital letters, like those of its tools.</summary>
    private static readonly string[] RuntimeInCapitals = ["PROCESSOR_COUNT", "STARTUP_HOOKS", "TC_BackgroundWorkerTimeoutMs"];

    private static readonly string[] Prefixes =
    [
        "OMP_",
        "GOMP_",
        "KMP_",
        "MKL_",
        "MKLDNN_",
        "ONEDNN_",
        "DNNL_",
        "OPENBLAS_",
        "BLIS_",
        "GOTO_",
        "VECLIB_",
        "TBB_",
        "ATEN_",
        "TORCH_",
        "PYTORCH_",
        "CUDA_",
        "CUBLAS_",
        "CUBLASLT_",
        "CUDNN_",
        "NCCL_",
        "CORECLR_",
        "MALLOC_",
    ];

    private static readonly string[] Names =
    [
        "NVIDIA_TF32_OVERRIDE",
        "LD_PRELOAD",
        "LD_AUDIT",
        "LD_BIND_NOW",
        "DYLD_INSERT_LIBRARIES",
        "GLIBC_TUNABLES",
    ];

    /// <summary>
    /// Those of the above that only give a path, a version or the visible devices: the rest of the fingerprint has that, or it costs
    /// nothing.
    /// </summary>
    private static readonly string[] Harmless = ["CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "CUDA_CACHE_PATH"];

    private static readonly string[] HarmlessEndings = ["_VERSION", "_HOME", "_PATH", "_DIR", "_ROOT", "_ARCH_LIST"];

    /// <summary>Those that were set when this process started.</summary>
    /// <returns>Name and value; <see langword="null"/> if there is none.</returns>
    public static IReadOnlyDictionary<string, string>? OfThisProcess() =>
        Of(
            Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => ((string)entry.Key, entry.Value as string ?? "")),
            ignoreCase: OperatingSystem.IsWindows()
        );

    /// <summary>Whether a variable is one of them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ignoreCase">Whether the system ignores case in names.</param>
    public static bool Contains(string name, bool ignoreCase)
    {
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (RuntimeKnob(name, comparison) is not null)
            return true;
        return (Names.Any(known => name.Equals(known, comparison)) || Prefixes.Any(prefix => name.StartsWith(prefix, comparison)))
            && !Harmless.Any(known => name.Equals(known, comparison))
            && !HarmlessEndings.Any(ending => name.EndsWith(ending, comparison));
    }

    /// <summary>Those among some variables, in the order of their names.</summary>
    /// <param name="variables">Names and values.</param>
    /// <param name="ignoreCase">As in <see cref="Contains"/>.</param>
    internal static SortedDictionary<string, string>? Of(IEnumerable<(string Name, string Value)> variables, bool ignoreCase)
    {
        StringComparison comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var found = new SortedDictionary<string, string>(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        // The runtime reads DOTNET_X, and COMPlus_X if that is not set. An empty value counts as not set.
        foreach (
            (string name, string value) in variables
                .Where(variable => variable.Value.Trim().Length > 0 && Contains(variable.Name, ignoreCase))
                .OrderByDescending(variable => variable.Name.StartsWith(RuntimePrefixes[0], comparison))
        )
        {
            if (RuntimeKnob(name, comparison) is { } knob)
                found.TryAdd(RuntimePrefixes[0] + knob, Plain(HexOrText(value)));
            else
                found.TryAdd(name, Plain(value));
        }
        return found.Count == 0 ? null : found;
    }

    /// <summary>A switch of the runtime as the runtime reads it: a hexadecimal number, with or without <c>0x</c>.</summary>
    /// <returns>The number, or <see langword="null"/> if the text is not a number; the runtime then uses its default.</returns>
    public static ulong? Number(string? value)
    {
        string digits = value?.Trim() ?? "";
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        // As strtoul does: the digits that it begins with.
        int length = digits.TakeWhile(char.IsAsciiHexDigit).Count();
        return ulong.TryParse(digits.AsSpan(0, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : null;
    }

    /// <summary>
    /// The name after the prefix; <see langword="null"/> for variables that only the host and the tools read, whose names are in capital
    /// letters.
    /// </summary>
    private static string? RuntimeKnob(string name, StringComparison comparison)
    {
        if (RuntimePrefixes.FirstOrDefault(prefix => name.StartsWith(prefix, comparison)) is not { } prefix)
            return null;
        string knob = name[prefix.Length..];
        return RuntimeInCapitals.Any(known => knob.Equals(known, comparison)) || knob.Any(char.IsAsciiLetterLower) ? knob : null;
    }

    private static string HexOrText(string value)
    {
        string digits = value.Trim();
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        return digits.Length is > 0 and <= 16 && digits.All(char.IsAsciiHexDigit)
            ? Number(value)!.Value.ToString("x", CultureInfo.InvariantCulture)
            : value;
    }

    /// <summary>One short line that names no folder of the machine.</summary>
    private static string Plain(string value)
    {
        string line = MachinePaths.Hide(string.Concat(value.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim());
        return line.Length <= LongestValue ? line : line[..LongestValue] + "…";
    }
}
