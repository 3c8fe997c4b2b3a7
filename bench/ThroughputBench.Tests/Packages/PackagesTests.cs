using System.Text;
using ThroughputBench.Tests.Commands;
using Xunit;

namespace ThroughputBench.Tests.Packages;

/// <summary>What `dotnet pack` makes of the solution, and what a project outside the tree does with it.</summary>
[Collection(ProcessTests.Name)]
public sealed class PackagesTests(PackedConsumer consumer) : IClassFixture<PackedConsumer>
{
    /// <summary>The packages, and all that each depends on.</summary>
    private static readonly Dictionary<string, string[]> Promised = new()
    {
        ["ThroughputBench.Comparing"] = ["ThroughputBench.Pairing", "ThroughputBench.Statistics"],
        ["ThroughputBench.Monitoring"] = [],
        ["ThroughputBench.Pairing"] = ["BenchmarkDotNet"],
        ["ThroughputBench.Statistics"] = ["MathNet.Numerics", "Perfolizer"],
        ["ThroughputBench.Training"] = ["ThroughputBench.Monitoring", "TorchSharp"],
    };

    [Fact]
    public void The_solution_packs_its_libraries_with_their_symbols_and_nothing_else() =>
        Assert.Equal(
            Promised.Keys.SelectMany(name => (string[])[$"{name}.{VersionOf(name)}.nupkg", $"{name}.{VersionOf(name)}.snupkg"]),
            consumer.Files
        );

    [Fact]
    public void A_package_depends_on_what_its_code_uses_and_on_no_pinned_version_and_no_libtorch() =>
        Assert.All(
            Promised,
            one => Assert.Equal(one.Value, consumer.Packages[one.Key].Dependencies.Order(StringComparer.Ordinal))
        );

    [Fact]
    public void A_package_says_what_it_is_and_under_which_license() =>
        Assert.All(consumer.Packages.Values, package =>
        {
            Assert.Equal(
                ("MIT", "README.md"),
                (PackedConsumer.Package.Text(package.Metadata, "license"), PackedConsumer.Package.Text(package.Metadata, "readme"))
            );
            Assert.All(
                (string[])["description", "tags", "releaseNotes", "authors"],
                name => Assert.NotEmpty(PackedConsumer.Package.Text(package.Metadata, name))
            );
            Assert.Contains("README.md", package.Entries);
            Assert.Contains($"lib/net10.0/{package.Name}.xml", package.Entries);
        });

    [Fact]
    public void A_package_names_no_folder_of_the_machine_that_packed_it() =>
        Assert.All(consumer.Packages.Values, package =>
            Assert.Equal(-1, package.Assembly.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Clone.Root)))
        );

    [Fact]
    public async Task A_project_outside_the_tree_trains_with_the_monitor_on_this_system()
    {
        Commands.Program.Outcome outcome = await consumer.RunAsync();

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Contains("Batches = 80, Steps = 20, Epochs = 10", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("train/samples", outcome.Output, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.Output);
    }

    [Fact]
    public void Its_output_has_a_mended_copy_of_TorchSharps_library_and_the_cache_keeps_the_original() =>
        MendedLibrary.RequireIn(consumer.Output);

    [Fact]
    public async Task A_project_outside_the_tree_pairs_two_methods()
    {
        Commands.Program.Outcome outcome = await consumer.RunAsync("pair");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        string row = Assert.Single(
            outcome.Output.Split('\n').Where(line => line.StartsWith("| Linq", StringComparison.Ordinal)).Distinct()
        );
        Assert.Matches(@"\| \d\.\d{4} (\[\d\.\d{4}, \d\.\d{4}\]|\(no interval\)) \|", row);
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.Output);
    }

    private string VersionOf(string name) => consumer.Packages[name].Version;
}
