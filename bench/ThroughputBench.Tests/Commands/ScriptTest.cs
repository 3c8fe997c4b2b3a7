using System.Diagnostics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// <c>run.sh</c> in a clone that holds next to nothing, with a PATH on which nothing is but a few tools and, in most tests, a <c>dotnet</c>
/// that only pretends.
/// </summary>
public abstract class ScriptTest : IDisposable
{
    /// <summary>What the pretended SDK does: its build writes the program, and says so; the program says what it was given.</summary>
    protected const string Builds = """
        case "$1" in
          --list-sdks) echo '10.0.100 [/sdk]';;
          build) echo built >>"$TMPDIR/builds"; echo "$@" >"$TMPDIR/log"; set >"$TMPDIR/environment"; mkdir -p {clone}/bench/ThroughputBench/bin/Release/net10.0 {clone}/bench/ThroughputBench/obj/x; : >{clone}/bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.dll; : >{clone}/bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.deps.json;;
          *) printf '%s|' "$@"; exit 3;;
        esac
        """;

    private protected readonly TemporaryFolder _path = new();
    private protected readonly TemporaryFolder _clone = new();
    private protected readonly TemporaryFolder _temporary = new();

    protected ScriptTest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "run.sh is for POSIX shells.");
        foreach (
            string tool in (string[])["bash", "cat", "cp", "dirname", "find", "grep", "mkdir", "mv", "rm", "sed", "sleep", "sort", "tail"]
        )
        {
            File.CreateSymbolicLink(_path[tool], Find(tool)!);
        }

        if (Find("flock") is { } flock)
            File.CreateSymbolicLink(_path["flock"], flock);
        File.Copy(Path.Combine(Clone.Root, "run.sh"), _clone["run.sh"]);
        foreach (
            string file in (string[])
                ["global.json", "README.md", "bench/ThroughputBench/ThroughputBench.csproj", "src/A/A.cs", "src/A.Tests/ATests.cs"]
        )
        {
            _clone.Write(file, "x");
        }
    }

    public void Dispose()
    {
        _path.Dispose();
        _clone.Dispose();
        _temporary.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts a script onto the PATH.</summary>
    /// <param name="script">What it does.</param>
    /// <param name="tool">Its name; a tool of this name is replaced.</param>
    protected void Pretend(string script, string tool = "dotnet")
    {
        File.Delete(_path[tool]);
        _path.Write(tool, $"#!{_path["bash"]}\n{script.Replace("{clone}", _clone.Path, StringComparison.Ordinal)}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path[tool], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private protected Task<Program.Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    private protected Task<Program.Outcome> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = StartInfo([_clone["run.sh"], .. arguments]);
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return Program.RunAsync(start);
    }

    /// <summary>The only line on standard error.</summary>
    private protected string LineOf(Program.Outcome outcome) =>
        Assert.Single(outcome.ErrorLines).Replace(_clone.Path, "CLONE", StringComparison.Ordinal);

    protected ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_path["bash"], arguments) { WorkingDirectory = _path.Path };
        start.Environment["PATH"] = _path.Path;
        start.Environment["TMPDIR"] = _temporary.Path;
        start.Environment.Remove("LIBTORCH");
        start.Environment.Remove("LibtorchPackage");
        return start;
    }

    internal static string? Find(string tool) =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
