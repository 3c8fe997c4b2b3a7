namespace ThroughputBench.Records;

/// <summary>Versions of the harness and of the measured software.</summary>
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
}
