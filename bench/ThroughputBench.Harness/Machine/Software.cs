using System.Reflection;
using BenchmarkDotNet.Running;
using ThroughputBench.Records;
using TorchSharp;

namespace ThroughputBench.Machine;

/// <summary>Reads the versions of what runs in this process.</summary>
internal static class Software
{
    /// <summary>The versions in this process.</summary>
    /// <param name="libtorch">See <see cref="LibtorchFacts.Version"/>.</param>
    public static SoftwareVersions Read(string libtorch) => new()
    {
        ThroughputBench = VersionOf(typeof(Software)),
        Dotnet = Environment.Version.ToString(),
        TorchSharp = VersionOf(typeof(torch)),
        Libtorch = libtorch,
        BenchmarkDotNet = VersionOf(typeof(BenchmarkRunner)),
    };

    /// <summary>The package's version, without the commit that the compiler appends.</summary>
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
