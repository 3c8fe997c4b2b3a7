using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ThroughputBench.Devices;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// A bundle: made, unpacked in an empty folder outside any repository, and run without an SDK or a runtime.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class BundleTests(BundleTests.Unpacked bundle) : IClassFixture<BundleTests.Unpacked>
{
    [Fact]
    public void It_weighs_no_more_than_60_MB()
    {
        Assert.InRange(new FileInfo(bundle.Archive).Length, 1, 60_000_000);
        Assert.Equal(
            ["NOTICES.txt", "README.txt", "program", "throughputbench"],
            Directory.EnumerateFileSystemEntries(bundle.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(Directory.EnumerateFiles(bundle.Folder, "*", SearchOption.AllDirectories), file =>
            Path.GetFileName(file).StartsWith("libtorch", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void It_says_what_it_is_made_of_and_what_to_do_with_it()
    {
        Assert.Contains("TorchSharp 0.", File.ReadAllText(Path.Combine(bundle.Folder, "NOTICES.txt")), StringComparison.Ordinal);
        Assert.Contains("MIT", File.ReadAllText(Path.Combine(bundle.Folder, "NOTICES.txt")), StringComparison.Ordinal);
        Wording.Matches(
            File.ReadAllText(Path.Combine(bundle.Folder, "README.txt"))
                .Replace(Path.GetFileName(bundle.Folder), "NAME", StringComparison.Ordinal)
                .Replace(GitTree.Read(Clone.Root).Commit, "COMMIT", StringComparison.Ordinal)
                .Replace(" with changes that are not in it", "", StringComparison.Ordinal)
                .Replace(LibtorchFolder.BuiltFor, "RELEASE", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task It_sweeps_on_a_libtorch_that_lies_elsewhere_and_its_run_knows_the_commit()
    {
        Program.Outcome outcome = await bundle.RunAsync(
            "sweep",
            "--libtorch",
            Unpacked.Libtorch,
            "--device",
            "cpu",
            "--workload",
            "mlp",
            "--accumulate",
            "1",
            "--log-every",
            "2",
            "--seconds-per-cell",
            "1"
        );

        // A run this short may find that two clocks disagree; it must not fail.
        Assert.True(outcome.ExitCode is 0 or 1 or 3, outcome.Error + outcome.Output);
        string folder = Assert.Single(Directory.EnumerateDirectories(Path.Combine(bundle.Workplace, "results", "runs")));
        RecordedRun run = RunFolder.Read(folder);
        var git = GitTree.Read(Clone.Root);
        Assert.Equal(
            (git.Commit, git.Dirty, true, RunState.Finished),
            (run.Run.Commit, run.Run.Dirty, run.Run.Options.InProcess, run.Run.State)
        );
        // On a busy machine a second may not be enough.
        CellRecord cell = Assert.Single(run.Cells);
        Assert.True(cell.Status is CellStatus.Measured or CellStatus.TimedOut, cell.Reason);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
    }

    [Theory]
    [InlineData("info")]
    [InlineData("sweep --libtorch {nowhere}")]
    [InlineData("sweep --libtorch {workplace}")]
    [InlineData("sweep --libtorch {libtorch} --device cuda")]
    [InlineData("bdn --libtorch {libtorch} --filter *")]
    [InlineData("publish")]
    public async Task What_it_cannot_do_it_says_in_a_line(string commandLine)
    {
        Program.Outcome outcome = await bundle.RunAsync([
            .. commandLine
                .Split(' ')
                .Select(word =>
                    word.Replace("{nowhere}", Path.Combine(bundle.Workplace, "nowhere"), StringComparison.Ordinal)
                        .Replace("{workplace}", bundle.Workplace, StringComparison.Ordinal)
                        .Replace("{libtorch}", Unpacked.Libtorch, StringComparison.Ordinal)
                ),
        ]);

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(
            Assert
                .Single(outcome.ErrorLines)
                .Replace(bundle.Workplace, "WORKPLACE", StringComparison.Ordinal)
                .Replace(Unpacked.Libtorch, "LIBTORCH", StringComparison.Ordinal)
                .Replace(LibtorchFolder.BuiltFor, "RELEASE", StringComparison.Ordinal),
            commandLine
        );
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task A_libtorch_of_another_release_that_works_is_taken_with_a_notice_and_its_version_is_known()
    {
        using var scratch = new TemporaryFolder();
        CopyOfLibtorch(scratch, "2.11.0+cu130");

        Program.Outcome outcome = await bundle.RunAsync("info", "--json", "--libtorch", scratch["torch"]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(
            "libtorch is 2.11.0+cu130, and TorchSharp is built for 2.10: nothing that it needs is missing, "
                + "and a small training of known numbers went right.",
            Assert.Single(outcome.ErrorLines, line => line.Contains("libtorch", StringComparison.Ordinal))
        );
        using JsonDocument report = JsonDocument.Parse(outcome.Output);
        Assert.Equal("2.11.0+cu130", report.RootElement.GetProperty("machine").GetProperty("libtorch").GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_libtorch_that_lacks_what_is_needed_is_refused_in_a_line_that_names_it()
    {
        const string Symbol = "_ZN3c1013AutogradState13set_tls_stateES0_";
        using var scratch = new TemporaryFolder();
        CopyOfLibtorch(scratch, "2.11.0");

        // What is looked up by its name is not found once its name is another, wherever the tables of the file say that it should be.
        string library = scratch["torch", "lib", "libc10.so"];
        byte[] content = File.ReadAllBytes(library);
        int at = content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Symbol + "\0"));
        Assert.True(at > 0, $"{Symbol} is no longer in libc10.so.");
        content[at + 2] = (byte)'X';
        File.Delete(library);
        File.WriteAllBytes(library, content);

        Program.Outcome outcome = await bundle.RunAsync("info", "--libtorch", scratch["torch"]);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(
            Assert
                .Single(outcome.ErrorLines)
                .Replace(scratch["torch"], "TORCH", StringComparison.Ordinal)
                .Replace(LibtorchFolder.BuiltFor, "RELEASE", StringComparison.Ordinal)
        );
    }

    /// <summary>Its libraries are links to the build's own; what they are said to be is another matter.</summary>
    private static void CopyOfLibtorch(TemporaryFolder scratch, string version)
    {
        scratch.Write("torch/version.py", $"__version__ = '{version}'\n");
        Directory.CreateDirectory(scratch["torch", "lib"]);
        foreach (string file in Directory.EnumerateFiles(Unpacked.Libtorch))
            File.CreateSymbolicLink(scratch["torch", "lib", Path.GetFileName(file)], file);
    }

    /// <summary>Made once for all tests.</summary>
    public sealed class Unpacked : IAsyncLifetime
    {
        private readonly TemporaryFolder _scratch = new();

        /// <summary>
        /// The build's libtorch in the NuGet cache or in the build's output: a folder that the bundle does not know.
        /// </summary>
        public static string Libtorch { get; } =
            Path.Combine(
                Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
                "libtorch-cpu-linux-x64",
                "2.10.0",
                "runtimes",
                "linux-x64",
                "native"
            );

        public string Archive { get; private set; } = "";

        public string Folder { get; private set; } = "";

        public string Workplace => _scratch["empty"];

        public async ValueTask InitializeAsync()
        {
            Assert.SkipUnless(
                OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
                "A bundle is for Linux on x64."
            );
            Program.Outcome outcome = await Program.RunAsync("bundle", "--output", _scratch["out"]);
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            Archive = outcome.Output.Trim();
            Directory.CreateDirectory(Workplace);
            await using (FileStream file = File.OpenRead(Archive))
            await using (var gzip = new GZipStream(file, CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(gzip, Directory.CreateDirectory(_scratch["carried"]).FullName, overwriteFiles: false);
            Folder = Assert.Single(Directory.EnumerateDirectories(_scratch["carried"]));
        }

        public ValueTask DisposeAsync()
        {
            _scratch.Dispose();
            return ValueTask.CompletedTask;
        }

        internal Task<Program.Outcome> RunAsync(params string[] arguments)
        {
            var start = new ProcessStartInfo(Path.Combine(Folder, "throughputbench"), arguments) { WorkingDirectory = Workplace };
            start.Environment.Clear();
            start.Environment["PATH"] = ToolsWithoutDotnet();
            start.Environment["CUDA_VISIBLE_DEVICES"] = "";
            return Program.RunAsync(start);
        }

        private string ToolsWithoutDotnet()
        {
            string folder = _scratch["tools"];
            if (Directory.Exists(folder))
                return folder;
            Directory.CreateDirectory(folder);
            foreach (string tool in (string[])["dirname", "readlink"])
            {
                string found = Environment
                    .GetEnvironmentVariable("PATH")!
                    .Split(Path.PathSeparator)
                    .Select(path => Path.Combine(path, tool))
                    .First(File.Exists);
                File.CreateSymbolicLink(Path.Combine(folder, tool), found);
            }
            return folder;
        }
    }
}
