using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// A folder with an empty file and one of text, and the demand that a command line which may name them is refused: one line, exit code 2,
/// nothing written.
/// </summary>
/// <param name="run">Runs the program.</param>
internal sealed class RefusedInput(Func<string[], Task<Program.Outcome>> run) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Demands that a command line is refused.</summary>
    /// <param name="commandLine">With <c>{folder}</c> for the folder, and <c>{nothing}</c> for an empty word.</param>
    /// <returns>The line, with <c>FOLDER</c> for the folder.</returns>
    public async Task<string> RefusedAsync(string commandLine)
    {
        _folder.Write("empty.txt", "");
        _folder.Write("text.txt", new string('a', 1000));
        List<string> arguments =
        [
            .. commandLine
                .Split(' ')
                .Select(word =>
                    word.Replace("{folder}", _folder.Path, StringComparison.Ordinal).Replace("{nothing}", "", StringComparison.Ordinal)
                ),
        ];
        // What is not refused must not end up in the repository's own runs.
        if (
            arguments[0] is "sweep" or "check"
            && !arguments.Contains("--output")
            && !arguments.Contains("--resume")
            && !arguments.Contains("--run")
            && !arguments.Contains("--against")
        )
        {
            arguments.InsertRange(1, ["--output", _folder["run"]]);
        }

        Program.Outcome outcome = await run([.. arguments]);

        Assert.Equal(2, outcome.ExitCode);
        string line = Assert.Single(outcome.ErrorLines);
        Assert.StartsWith("throughputbench: ", line, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.Equal(
            ["empty.txt", "text.txt"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Equal(0, new FileInfo(_folder["empty.txt"]).Length);
        return line.Replace(_folder.Path, "FOLDER", StringComparison.Ordinal);
    }
}
