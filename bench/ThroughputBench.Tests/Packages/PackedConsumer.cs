using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Packages;

/// <summary>
/// The packages, and a project outside the tree that knows nothing but them: packed, restored and built once for all tests.
/// </summary>
public sealed class PackedConsumer : IAsyncLifetime
{
    /// <summary>
    /// Packages that were downloaded before serve as they are; only ours are unpacked again, into a folder of the consumer's own.
    /// </summary>
    private const string NugetConfig = """
        <configuration>
          <config><add key="globalPackagesFolder" value="packages" /></config>
          <packageSources><add key="packed" value="../feed" /></packageSources>
          <fallbackPackageFolders><add key="cache" value="{cache}" /></fallbackPackageFolders>
        </configuration>
        """;

    /// <summary>libtorch is half a gigabyte; a user may do without this file.</summary>
    private const string BuildProps = """
        <Project>
          <PropertyGroup><CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible></PropertyGroup>
        </Project>
        """;

    private readonly TemporaryFolder _scratch = new();

    /// <summary>All packages that the solution makes, by name.</summary>
    public Dictionary<string, Package> Packages { get; private set; } = [];

    /// <summary>The files that the solution's packing left.</summary>
    public string[] Files { get; private set; } = [];

    /// <summary>What the consumer was built into.</summary>
    public string Output => _scratch["consumer", "bin", "Release", "net10.0"];

    /// <summary>Where packages lie that were downloaded before.</summary>
    public static string Cache { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "The consumer is for Linux on x64."
        );
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;
        Ended(
            await Dotnet(Clone.Root, "pack", "ThroughputBench.sln", "-c", configuration, "--no-build", "-v", "q", "-o", _scratch["feed"])
        );
        Files = [.. Directory.EnumerateFiles(_scratch["feed"]).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Packages = Directory.EnumerateFiles(_scratch["feed"], "*.nupkg").Select(Package.Read).ToDictionary(package => package.Name);

        string version = Packages.Values.First().Version;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Packages", "Consumer")))
        {
            string text = File.ReadAllText(file).Replace("{version}", version, StringComparison.Ordinal);
            _scratch.Write("consumer/" + Path.GetFileNameWithoutExtension(file), text);
        }
        _scratch.Write("consumer/nuget.config", NugetConfig.Replace("{cache}", Cache, StringComparison.Ordinal));
        _scratch.Write("consumer/Directory.Build.props", BuildProps);

        // Without a network what was downloaded before is the only source; a folder of unpacked packages can be one.
        Commands.Program.Outcome restored = await Dotnet(_scratch["consumer"], "restore", "-v", "q");
        if (restored.ExitCode != 0)
            Ended(await Dotnet(_scratch["consumer"], "restore", "-v", "q", "-s", _scratch["feed"], "-s", Cache));
        Ended(await Dotnet(_scratch["consumer"], "build", "-c", "Release", "--no-restore", "-v", "q"));
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the consumer's program.</summary>
    internal Task<Commands.Program.Outcome> RunAsync(params string[] arguments) =>
        Dotnet(_scratch["consumer"], [Path.Combine(Output, "Consumer.dll"), .. arguments]);

    /// <summary>Runs the SDK, as a user outside this tree does.</summary>
    internal static Task<Commands.Program.Outcome> Dotnet(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
        };
        foreach (string name in (string[])["NUGET_PACKAGES", "LIBTORCH", "LibtorchPackage"])
            start.Environment.Remove(name);
        start.Environment["CUDA_VISIBLE_DEVICES"] = "";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return Commands.Program.RunAsync(start);
    }

    /// <summary>Requires that it ended well.</summary>
    internal static void Ended(Commands.Program.Outcome outcome) => Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);

    /// <summary>What a package holds.</summary>
    public sealed record Package(string Name, string Version, XElement Metadata, string[] Dependencies, string[] Entries, byte[] Assembly)
    {
        internal static Package Read(string file)
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            using Stream nuspec = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            XElement metadata = XElement.Load(nuspec).Elements().Single();
            using var assembly = new MemoryStream();
            using (Stream dll = archive.Entries.Single(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).Open())
                dll.CopyTo(assembly);
            return new(
                Text(metadata, "id"),
                Text(metadata, "version"),
                metadata,
                [.. metadata.Descendants().Where(one => one.Name.LocalName == "dependency").Select(one => one.Attribute("id")!.Value)],
                [.. archive.Entries.Select(entry => entry.FullName)],
                assembly.ToArray()
            );
        }

        internal static string Text(XElement metadata, string name) =>
            metadata.Elements().Single(element => element.Name.LocalName == name).Value;
    }
}
