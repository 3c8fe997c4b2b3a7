using System.Diagnostics;
using Xunit;

namespace ThroughputBench.Tests.Commands;

public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("throughputbench-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("nonsense", "nonsense")]
    [InlineData("sweep --nonsense", "--nonsense")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("sweep --device tpu", "tpu")]
    [InlineData("sweep --device cuda:99", "cuda:99")]
    [InlineData("sweep --workload resnet", "resnet")]
    [InlineData("sweep --workload mlp,,convnet", "mlp,,convnet")]
    [InlineData("sweep --workload mlp,mlp", "mlp")]
    [InlineData("sweep --log-unit epochs", "epochs")]
    [InlineData("sweep --accumulate 0", "0")]
    [InlineData("sweep --accumulate=-1", "-1")]
    [InlineData("sweep --accumulate=", "--accumulate")]
    [InlineData("sweep --accumulate two", "two")]
    [InlineData("sweep --accumulate 1,1", "twice")]
    [InlineData("sweep --log-every 99999999999999999999", "99999999999999999999")]
    [InlineData("sweep --accumulate 8 --log-every 1,2,4", "multiple")]
    [InlineData("sweep --threads 0", "--threads")]
    [InlineData("sweep --seed abc", "abc")]
    [InlineData("sweep --seconds-per-cell 0", "--seconds-per-cell")]
    [InlineData("sweep --seconds-per-cell abc", "abc")]
    [InlineData("sweep --fault slow", "slow")]
    [InlineData("sweep --data {folder}", "folder")]
    [InlineData("sweep --data {folder}/missing.txt", "missing.txt")]
    [InlineData("sweep --data {folder}/empty.txt", "empty")]
    [InlineData("sweep --output {folder}", "not empty")]
    [InlineData("sweep --output {folder}/empty.txt", "file")]
    [InlineData("sweep --output {folder}/empty.txt/below", "empty.txt")]
    [InlineData("sweep --resume {folder}/nowhere", "nowhere")]
    [InlineData("sweep --resume {folder}", "run.json")]
    [InlineData("sweep --resume {folder} --accumulate 2", "--resume")]
    [InlineData("bdn", "--filter")]
    public async Task Bad_input_is_one_line_that_names_it_and_exit_code_2_and_nothing_is_written(string commandLine, string named)
    {
        File.WriteAllText(Path.Combine(_folder, "empty.txt"), "");

        Program.Outcome outcome = await Program.RunAsync([.. commandLine.Split(' ').Select(word => word.Replace("{folder}", _folder, StringComparison.Ordinal))]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.Equal(["empty.txt"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--help", "sweep")]
    [InlineData("sweep --help", "1,2,4,8,16,32")]
    [InlineData("bdn --help", "--filter")]
    [InlineData("info --help", "disturb")]
    public async Task Help_is_on_standard_output_at_each_level(string commandLine, string shown)
    {
        Program.Outcome outcome = await Program.RunAsync(commandLine.Split(' '));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(shown, outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Info_names_machine_versions_devices_and_threads()
    {
        Program.Outcome outcome = await Program.RunAsync("info");

        Assert.Equal(0, outcome.ExitCode);
        Assert.All(["machine", "libtorch", "TorchSharp 0.", "BenchmarkDotNet 0.", "devices", "cpu", "threads"], word => Assert.Contains(word, outcome.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "no .NET SDK")]
    [InlineData("9.0.100", "is 9")]
    public async Task The_script_says_which_SDK_it_needs(string? sdk, string said)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "run.sh is for POSIX shells.");
        if (sdk is not null)
        {
            string fake = Path.Combine(_folder, "dotnet");
            File.WriteAllText(fake, $"#!/bin/sh\necho '{sdk} [/sdk]'\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(fake, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        foreach (string tool in (string[])["bash", "dirname", "sed", "sort", "tail"])
            File.CreateSymbolicLink(Path.Combine(_folder, tool), Path.Combine("/usr/bin", tool));
        var start = new ProcessStartInfo(Path.Combine(_folder, "bash"), [Path.Combine(Root(), "run.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = _folder;

        Program.Outcome outcome = await Program.RunAsync(start);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ThroughputBench.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
