using Xunit;

namespace ThroughputBench.Tests.Packages;

/// <summary>TorchSharp's own library, in which one need is made weak so that hosts with an older libstdc++ load it.</summary>
internal static class MendedLibrary
{
    private const string Library = "runtimes/linux-x64/native/libLibTorchSharp.so";

    /// <summary>Requires that an output folder has the mended library, and that the NuGet cache keeps the original.</summary>
    public static void RequireIn(string output)
    {
        byte[] mended = File.ReadAllBytes(Path.Combine(output, Library)),
            original = File.ReadAllBytes(Path.Combine(PackedConsumer.Cache, "torchsharp", "0.107.0", Library));

        // One flag of one need.
        Assert.Equal(original.Length, mended.Length);
        (byte before, byte after) = Assert.Single(original.Zip(mended), pair => pair.First != pair.Second);
        Assert.Equal((0, 2), (before, after));
    }
}
