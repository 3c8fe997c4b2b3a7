using System.Reflection;
using BenchmarkDotNet.Running;
using TorchSharp;

namespace ThroughputBench.Records;

/// <summary>Versions of what measured and of what was measured.</summary>
internal sealed record SoftwareVersions
{
    /// <summary>This program.</summary>
    public required string ThroughputBench { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Dotnet { get; init; }

    /// <summary>The package TorchSharp.</summary>
    public required string TorchSharp { get; init; }

    /// <summary>libtorch as it was loaded.</summary>
    public required string Libtorch { get; init; }

    /// <summary>The package BenchmarkDotNet.</summary>
    public required string BenchmarkDotNet { get; init; }

    /// <summary>The versions in this process.</summary>
    /// <param name="libtorch">What <see cref="LibtorchFacts.Version"/> says.</param>
    public static SoftwareVersions Read(string libtorch) => new()
    {
        ThroughputBench = VersionOf(typeof(SoftwareVersions)),
        Dotnet = Environment.Version.ToString(),
        TorchSharp = VersionOf(typeof(torch)),
        Libtorch = libtorch,
        BenchmarkDotNet = VersionOf(typeof(BenchmarkRunner)),
    };

    /// <summary>The package's version, without the commit that the compiler appends.</summary>
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
