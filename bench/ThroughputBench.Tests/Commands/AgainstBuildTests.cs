using System.Diagnostics;
using System.Runtime.InteropServices;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>check --against</c> if a side cannot be built, with a <c>dotnet</c> on the PATH that only pretends to build.</summary>
[Collection(ProcessTests.Name)]
public sealed class AgainstBuildTests : IDisposable
{
    private const string Refused = "Monitor.cs(1,1): error CS0246: no such type";

    private readonly TemporaryFolder _path = new();

    public AgainstBuildTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The dotnet that pretends is a POSIX script.");

    public void Dispose() => _path.Dispose();

    [Theory]
    [InlineData("old", Refused, "--allow-dirty", 4)]
    [InlineData("old", "error NU1301: Unable to load the service index", "--allow-dirty", 5)]
    [InlineData("new", Refused, "--allow-dirty", 5)]
    [InlineData("new", Refused, "--commit=HEAD", 4)] // bisect skips it
    public async Task Only_a_commit_that_does_not_compile_is_not_comparable(string side, string says, string option, int exitCode)
    {
        _path.Write("dotnet", $"#!/bin/sh\ncase $2 in */{side}/*) echo '{says}'; exit 1;; esac\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path["dotnet"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ProcessStartInfo start = Program.StartInfo([]);
        // Started by dotnet, the program would find the real one beside itself.
        var alone = new ProcessStartInfo(
            Path.ChangeExtension(start.ArgumentList[0], null),
            ["check", "--against", "HEAD", "--quiet", "--seconds-per-cell", "0.1", option]
        );
        alone.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        alone.Environment["PATH"] = $"{_path.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        Program.Outcome outcome = await Program.RunAsync(alone);

        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.ErrorLines);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.Equal(exitCode == 4, line.Contains("Nothing comparable", StringComparison.Ordinal));
    }
}
