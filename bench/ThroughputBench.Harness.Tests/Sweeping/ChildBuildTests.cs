using ThroughputBench.Machine;
using ThroughputBench.Sweeping;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>What the caller's environment and the clone's folder may do to the builds that the program starts.</summary>
public sealed class ChildBuildTests
{
    [Theory]
    [InlineData("/home/me/R&D/bench", '&')]
    [InlineData("/home/o'neill/bench", '\'')]
    [InlineData("/home/a,b/bench", ',')]
    [InlineData("/home/100%20/bench", '%')]
    public void A_folder_that_BenchmarkDotNet_cannot_build_in_is_refused_before_anything_is_measured(string root, char letter) =>
        Wording.Matches(ChildBuild.ObjectionTo(root), $"{letter}");

    [Theory]
    [InlineData("/home/me/my benchmarks")]
    [InlineData("/home/jörg/bench-2_x+y.z")]
    public void Other_folders_are_not(string root) => Assert.Null(ChildBuild.ObjectionTo(root));

    [Fact]
    public void A_child_gets_no_property_of_MSBuild_but_what_changes_the_cost_of_a_step()
    {
        string[] names =
        [
            "Platform",
            "CONFIGURATION",
            "OutputPath",
            "TargetFramework",
            "RuntimeIdentifier",
            "ArtifactsPath",
            "DebugType",
            "MSBuildSDKsPath",
            "OMP_NUM_THREADS",
            "DOTNET_TieredPGO",
            "HTTPS_PROXY",
            "PATH",
        ];

        Assert.Equal(["OMP_NUM_THREADS", "DOTNET_TieredPGO", "HTTPS_PROXY", "PATH"], names.Where(ChildEnvironment.Keeps));
    }

    [Theory]
    [InlineData("Platform", true)]
    [InlineData("LibtorchPackage", false)]
    public void This_process_gets_back_what_its_children_do_not_see(string name, bool isHidden)
    {
        string? before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, "x");
        try
        {
            using (ChildEnvironment.Enter())
                Assert.Equal(isHidden ? null : "x", Environment.GetEnvironmentVariable(name));
            Assert.Equal("x", Environment.GetEnvironmentVariable(name));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, before);
        }
    }
}
