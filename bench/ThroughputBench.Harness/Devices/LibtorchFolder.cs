using System.Text.RegularExpressions;
using ThroughputBench.Records;

namespace ThroughputBench.Devices;

/// <summary>A libtorch that lies somewhere on this machine: an installed PyTorch's, an unpacked one, or a NuGet package's.</summary>
/// <param name="Path">The folder of its libraries.</param>
/// <param name="Version">For example <c>2.10.0+cu128</c>.</param>
/// <param name="HasCuda">Whether it was built with CUDA.</param>
internal sealed partial record LibtorchFolder(string Path, string Version, bool HasCuda)
{
    /// <summary>
    /// The release that TorchSharp's own library is built against. C++ promises nothing between two of them; whether another fits is tried.
    /// </summary>
    public const string BuiltFor = "2.10";

    private const string WhatFits =
        $"Give a PyTorch (…/site-packages/torch) or an unpacked libtorch with the C++11 ABI, best of all {BuiltFor}.";

    /// <summary>
    /// Libraries in the order in which they find one another; those of a build with CUDA before the one that names them all.
    /// </summary>
    private static readonly string[] Names = ["torch_global_deps", "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    /// <summary>Full paths of the libraries to load, in order.</summary>
    public IReadOnlyList<string> Libraries => [.. Names.Select(name => System.IO.Path.Combine(Path, FileOf(name))).Where(File.Exists)];

    /// <summary>Whether it is of the release that TorchSharp's own library is built against.</summary>
    public bool IsWhatTorchSharpWasBuiltFor => Version == BuiltFor || Version.StartsWith(BuiltFor + ".", StringComparison.Ordinal);

    /// <summary>Finds it in a folder that the user gave.</summary>
    /// <param name="given">The folder of its libraries, or the one above.</param>
    /// <param name="option">Where it was given, for messages: <c>--libtorch</c> or <c>LIBTORCH</c>.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static LibtorchFolder Find(string given, string option)
    {
        if (string.IsNullOrWhiteSpace(given))
            throw new InputException($"{option} must name a folder. {WhatFits}");
        string folder = System.IO.Path.GetFullPath(given);
        if (!Directory.Exists(folder))
            throw new InputException($"{option} {given}: there is no such folder. {WhatFits}");
        if (
            ((string[])[folder, System.IO.Path.Combine(folder, "lib"), System.IO.Path.Combine(folder, "torch", "lib")]).FirstOrDefault(
                Holds
            )
            is not { } libraries
        )
        {
            throw new InputException(
                $"{option} {given}: there is no libtorch in it, nor in its lib/ ({FileOf("torch_cpu")} is missing). {WhatFits}"
            );
        }
        if (VersionOf(libraries) is not { } version)
        {
            throw new InputException(
                $"{option} {given}: nothing says which version this libtorch is (neither version.py nor build-version above it). {WhatFits}"
            );
        }
        return new LibtorchFolder(libraries, version, File.Exists(System.IO.Path.Combine(libraries, FileOf("torch_cuda"))));
    }

    /// <summary>Whether a folder has libtorch's libraries.</summary>
    public static bool Holds(string folder) => File.Exists(System.IO.Path.Combine(folder, FileOf("torch_cpu")));

    /// <summary>A native library's file on this system.</summary>
    public static string FileOf(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{library}.dylib"
        : $"lib{library}.so";

    /// <summary>
    /// PyTorch says it in <c>version.py</c>, an unpacked libtorch in <c>build-version</c>, and a NuGet package in its description.
    /// </summary>
    private static string? VersionOf(string libraries)
    {
        string above = System.IO.Path.GetFullPath(System.IO.Path.Combine(libraries, ".."));
        if (Content(above, "version.py") is { } python && PythonVersion().Match(python) is { Success: true } said)
            return said.Groups[1].Value;
        if (Content(above, "build-version") is { } built)
            return built.Trim();
        string package = System.IO.Path.GetFullPath(System.IO.Path.Combine(libraries, "..", "..", ".."));
        return Directory
            .EnumerateFiles(package, "libtorch-*.nuspec")
            .Select(file => PackageVersion().Match(File.ReadAllText(file)))
            .FirstOrDefault(match => match.Success)
            ?.Groups[1]
            .Value;
    }

    private static string? Content(string folder, string name)
    {
        string path = System.IO.Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    [GeneratedRegex("""^__version__\s*=\s*['"]([0-9][^'"\s]*)['"]""", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex PythonVersion();

    [GeneratedRegex(@"<version>([0-9][^<\s]*)</version>", RegexOptions.CultureInvariant)]
    private static partial Regex PackageVersion();
}
