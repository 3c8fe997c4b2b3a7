using System.Runtime.InteropServices;
using ThroughputBench.Tests.Commands;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Packages;

/// <summary>A project outside the tree that refers to a project of the tree, and not to a package.</summary>
[Collection(ProcessTests.Name)]
public sealed class ProjectReferenceTests : IDisposable
{
    /// <summary>What the tree was built from is in the cache, and no source is asked.</summary>
    private const string NugetConfig = """
        <configuration>
          <config><add key="globalPackagesFolder" value="packages" /></config>
          <packageSources><clear /></packageSources>
          <fallbackPackageFolders><add key="cache" value="{cache}" /></fallbackPackageFolders>
        </configuration>
        """;

    /// <summary>libtorch is half a gigabyte; a user may do without this file.</summary>
    private const string BuildProps = """
        <Project>
          <PropertyGroup>
            <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
            <CreateHardLinksForCopyAdditionalFilesIfPossible>true</CreateHardLinksForCopyAdditionalFilesIfPossible>
          </PropertyGroup>
        </Project>
        """;

    private readonly TemporaryFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task It_gets_libtorch_and_the_mended_library_and_trains()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "Files of projects are for Linux on x64."
        );
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name,
            project = _scratch["referring"];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Packages", "Referring")))
        {
            string text = File.ReadAllText(file).Replace("{root}", Clone.Root, StringComparison.Ordinal);
            _scratch.Write("referring/" + Path.GetFileNameWithoutExtension(file), text);
        }
        _scratch.Write("referring/nuget.config", NugetConfig.Replace("{cache}", PackedConsumer.Cache, StringComparison.Ordinal));
        _scratch.Write("referring/Directory.Build.props", BuildProps);

        // The tree is built already, and stays as it is: other tests use it.
        PackedConsumer.Ended(await PackedConsumer.Dotnet(project, "restore", "--no-dependencies", "-v", "q"));
        PackedConsumer.Ended(
            await PackedConsumer.Dotnet(
                project,
                "build",
                "-c",
                configuration,
                "--no-restore",
                "-v",
                "q",
                "-p:BuildProjectReferences=false"
            )
        );
        string output = Path.Combine(project, "bin", configuration, "net10.0");
        Commands.Program.Outcome outcome = await PackedConsumer.Dotnet(project, Path.Combine(output, "Referring.dll"));

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal("2 steps, as computed: True", outcome.Output.Trim());
        Assert.True(File.Exists(Path.Combine(output, "runtimes", "linux-x64", "native", "libtorch_cpu.so")));
        MendedLibrary.RequireIn(output);
    }
}
