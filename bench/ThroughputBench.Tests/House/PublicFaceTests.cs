using System.Reflection;
using PublicApiGenerator;
using Xunit;

namespace ThroughputBench.Tests.House;

/// <summary>
/// What each library shows to others is a file beside this one, so a change of it is seen in review. With UPDATE_FIXTURES set the file is
/// written instead.
/// </summary>
public sealed class PublicFaceTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    public static TheoryData<string> Libraries =>
        [
            "ThroughputBench.Comparing",
            "ThroughputBench.Monitoring",
            "ThroughputBench.Pairing",
            "ThroughputBench.Statistics",
            "ThroughputBench.Training",
            "ThroughputBench.Workloads",
        ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_shows_what_its_file_says(string library) =>
        Snapshot.Matches($"PublicFaces/{library}.txt", Assembly.Load(library).GeneratePublicApi(Options));
}
