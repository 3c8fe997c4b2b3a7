using System.Diagnostics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// The comment of the gate for pull requests, <c>bench/cluster/github-gate.yaml</c>: its script, with a <c>gh</c> that only pretends.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class GateCommentTests : IDisposable
{
    private const string Marker = "<!-- throughputbench-gate -->";

    /// <summary>Lists the comments of a file through the query that it is given, and notes what it is asked to write.</summary>
    private const string Gh = """
        #!/bin/bash
        case "$*" in
          *--paginate*) exec jq -r "${@: -1}" comments.json ;;
          *) echo "$@" >>written; cp comment.md body ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public GateCommentTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash.");
        Assert.SkipWhen(ScriptTest.Find("jq") is null, "There is no jq here; gh has its own.");
        _folder.Write("check.md", "## Good\n");
        _folder.Write("bin/gh", Gh);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["bin", "gh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_comments_of_others_stay_as_they_are()
    {
        string[] written = await CommentAsync(
            Comment(1, "github-actions[bot]", "Another workflow's."),
            Comment(2, "somebody", $"{Marker} quoted"),
            Comment(3, "another[bot]", $"{Marker}\n## Good")
        );

        Assert.Equal(["api --method POST the/pull/comments -F body=@comment.md --silent"], written);
        Assert.Equal($"{Marker}\n## Good\n", File.ReadAllText(_folder["body"]));
    }

    [Fact]
    public async Task Its_own_is_written_again()
    {
        string[] written = await CommentAsync(
            Comment(1, "github-actions[bot]", $"{Marker}\n## Bad"),
            Comment(2, "github-actions[bot]", "Another workflow's.")
        );

        Assert.Equal(["api --method PATCH the/comments/1 -F body=@comment.md --silent"], written);
    }

    [Fact]
    public async Task Without_a_result_there_is_no_comment()
    {
        File.Delete(_folder["check.md"]);

        Assert.Empty(await CommentAsync());
    }

    [Fact]
    public void A_comment_that_fails_does_not_decide_the_job() =>
        Assert.Contains("\n        continue-on-error: true\n", Step(), StringComparison.Ordinal);

    private static string Comment(int id, string login, string body) =>
        $$"""{"id": {{id}}, "user": {"login": "{{login}}"}, "body": "{{body.Replace("\n", "\\n", StringComparison.Ordinal)}}"}""";

    /// <summary>Runs the script as GitHub does.</summary>
    /// <returns>What it wrote.</returns>
    private async Task<string[]> CommentAsync(params string[] comments)
    {
        _folder.Write("comments.json", $"[{string.Join(", ", comments)}]");
        IEnumerable<string> script = Step().Split("        run: |\n")[1].Split('\n').Select(line => line.Length > 10 ? line[10..] : line);
        var start = new ProcessStartInfo("bash", ["-e", "-c", string.Join('\n', script)]) { WorkingDirectory = _folder.Path };
        start.Environment["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["COMMENTS"] = "the/pull/comments";
        start.Environment["COMMENT"] = "the/comments";
        Program.Outcome outcome = await Program.RunAsync(start);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return File.Exists(_folder["written"]) ? File.ReadAllLines(_folder["written"]) : [];
    }

    /// <summary>The step of the workflow that comments.</summary>
    private static string Step() =>
        File.ReadAllText(Path.Combine(Clone.Root, "bench", "cluster", "github-gate.yaml"))
            .Split("      - name: ")
            .Single(step => step.StartsWith("Comment\n", StringComparison.Ordinal))
            .Split("\n      #")[0];
}
