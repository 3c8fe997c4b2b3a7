using System.Diagnostics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>run.ps1</c> in a clone that holds next to nothing, with a <c>dotnet</c> that only pretends. It needs PowerShell.</summary>
[Collection(ProcessTests.Name)]
public sealed class PowerShellScriptTests : IDisposable
{
    private readonly TemporaryFolder _path = new();
    private readonly TemporaryFolder _clone = new();

    public PowerShellScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The dotnet that pretends is a POSIX script.");
        Assert.SkipWhen(ScriptTest.Find("pwsh") is null, "There is no pwsh here.");
        File.Copy(Path.Combine(Clone.Root, "run.ps1"), _clone["run.ps1"]);
        _clone.Write("bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.dll", "");
    }

    public void Dispose()
    {
        _path.Dispose();
        _clone.Dispose();
    }

    [Fact]
    public async Task It_hands_on_arguments_lists_among_them_and_the_exit_code()
    {
        Pretend("[ \"$1\" = build ] && exit 0; shift; printf '%s|' \"$@\"; exit 3");

        Program.Outcome outcome = await RunAsync("./run.ps1 sweep --accumulate 1,2,4 --data 'a b' --budget 0.5%; exit $LASTEXITCODE");

        Assert.Equal((3, "sweep|--accumulate|1,2,4|--data|a b|--budget|0.5%|"), (outcome.ExitCode, outcome.Output.TrimEnd()));
    }

    [Fact]
    public async Task No_build_starts_the_last_one()
    {
        Pretend("[ \"$1\" = build ] && exit 9; shift; printf '%s|' \"$@\"");

        Program.Outcome outcome = await RunAsync("./run.ps1 --no-build runs; exit $LASTEXITCODE");

        Assert.Equal((0, "runs|"), (outcome.ExitCode, outcome.Output.TrimEnd()));
    }

    [Theory]
    [InlineData("./run.ps1 info", "package")]
    [InlineData("./run.ps1 info --libtorch /x", "none")]
    [InlineData("./run.ps1 info --libtorch=/x", "none")]
    [InlineData("$env:LIBTORCH = '/x'; ./run.ps1 info", "none")]
    [InlineData("$env:LIBTORCH = '/x'; ./run.ps1 test", "package")]
    public async Task With_a_given_libtorch_it_builds_without_one_and_leaves_the_session_as_it_was(string command, string package)
    {
        Pretend($"printf '%s ' \"${{LibtorchPackage:-package}}\" >>'{_path["calls"]}'");

        Program.Outcome outcome = await RunAsync(
            $"$env:LIBTORCH = $null; $env:LibtorchPackage = $null; {command}; \"$LASTEXITCODE, then: $env:LibtorchPackage\""
        );

        Assert.Equal("0, then:", outcome.Output.TrimEnd());
        Assert.Equal($"{package} {package} ", File.ReadAllText(_path["calls"]));
    }

    [Fact]
    public async Task What_the_compiler_says_is_shown_if_the_build_fails()
    {
        Pretend("echo 'A.cs(1,1): error CS1002'; exit 1");

        Program.Outcome outcome = await RunAsync("./run.ps1 runs; exit $LASTEXITCODE");

        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal(["A.cs(1,1): error CS1002", "run.ps1: the build failed; see its messages above."], outcome.ErrorLines);
    }

    [Fact]
    public async Task Without_dotnet_it_says_what_to_install()
    {
        Program.Outcome outcome = await RunAsync("./run.ps1 runs; exit $LASTEXITCODE");

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("no .NET SDK was found; install", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_its_own_is_no_verdict()
    {
        Pretend("");
        File.WriteAllText(_path["dotnet"], "#!/nonexistent/interpreter\n");

        Program.Outcome outcome = await RunAsync("./run.ps1 runs; exit $LASTEXITCODE");

        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("run.ps1: an error in run.ps1 itself: ", outcome.ErrorLines[0], StringComparison.Ordinal);
    }

    private void Pretend(string script)
    {
        _path.Write("dotnet", $"#!/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path["dotnet"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // PowerShell may itself be started by dotnet, so the other PATH holds only inside it.
    private Task<Program.Outcome> RunAsync(string command) =>
        Program.RunAsync(
            new ProcessStartInfo("pwsh", ["-NoProfile", "-Command", $"$env:PATH = '{_path.Path}'; {command}"])
            {
                WorkingDirectory = _clone.Path,
            }
        );
}
