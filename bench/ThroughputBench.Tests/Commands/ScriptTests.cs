using System.Diagnostics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>run.sh</c>, with a PATH on which nothing is but a few tools and, in some tests, a <c>dotnet</c> that only pretends.</summary>
[Collection(ProcessTests.Name)]
public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder _path = new();

    public ScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "run.sh is for POSIX shells.");
        foreach (string tool in (string[])["bash", "cat", "dirname", "mktemp", "rm", "sed", "sort", "tail"])
            File.CreateSymbolicLink(_path[tool], Find(tool));
    }

    public void Dispose() => _path.Dispose();

    [Theory]
    [InlineData("sweep")]
    [InlineData("test")]
    public async Task Without_dotnet_it_says_what_to_install(string command)
    {
        Program.Outcome outcome = await RunAsync(command);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("no .NET SDK was found; install .NET SDK 10 or later", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("echo '8.0.404 [/sdk]'", "the newest .NET SDK here is 8;")]
    [InlineData("echo '8.0.404 [/sdk]'; echo '9.0.101 [/sdk]'", "the newest .NET SDK here is 9;")]
    [InlineData("true", "the newest .NET SDK here is none;")]
    [InlineData("echo 'it is broken' >&2; exit 131", "the newest .NET SDK here is none;")]
    public async Task With_no_SDK_that_is_new_enough_it_says_so_and_builds_nothing(string listSdks, string said)
    {
        Pretend($"if [ \"$*\" != --list-sdks ]; then echo called; exit 99; fi; {listSdks}");

        Program.Outcome outcome = await RunAsync("sweep");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(said, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task It_builds_in_Release_and_hands_on_arguments_and_exit_code()
    {
        Pretend("""case "$1" in --list-sdks) echo '10.0.100 [/sdk]';; build) echo "$@" >"${0%/*}/log";; *) printf '%s|' "$@"; exit 3;; esac""");

        Program.Outcome outcome = await RunAsync("sweep", "--data", "a b", "");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Matches(@"^[^|]+/bin/Release/net10\.0/ThroughputBench\.dll\|sweep\|--data\|a b\|\|$", outcome.Output);
        Assert.Contains("ThroughputBench.csproj --configuration Release", await File.ReadAllTextAsync(_path["log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_compiler_says_is_shown_where_the_build_fails()
    {
        Pretend("""case "$1" in --list-sdks) echo '11.0.100 [/sdk]';; build) echo 'error CS1002'; exit 1;; *) echo called;; esac""");

        Program.Outcome outcome = await RunAsync();

        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains("error CS1002", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    private void Pretend(string script)
    {
        _path.Write("dotnet", $"#!{_path["bash"]}\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path["dotnet"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<Program.Outcome> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(_path["bash"], [Path.Combine(Program.Root, "run.sh"), .. arguments]) { WorkingDirectory = _path.Path };
        start.Environment["PATH"] = _path.Path;
        return Program.RunAsync(start);
    }

    private static string Find(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, tool)).First(File.Exists);
}
