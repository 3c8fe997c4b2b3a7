using System.Diagnostics;
using ThroughputBench.Commands;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// <c>bisect</c> on a repository of eight commits, with a real git and a check that gives each commit the exit code that a test wants.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class BisectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _repository;
    private readonly StringWriter _error = new();

    public BisectionTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The pretended check is a shell script.");
        _repository = _folder["repository"];
        Directory.CreateDirectory(_repository);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("0 0 0 1 1 1 1", "First bad commit: {4} commit 4", 1)]
    [InlineData("1 1 1 1 1 1 1", "First bad commit: {1} commit 1", 1)]
    [InlineData("0 0 0 0 0 0 1", "First bad commit: {7} commit 7", 1)]
    [InlineData("0 3 4 1 1 1 1", "The first bad commit is one of {4}, {3}, {2}: the checks between them gave no verdict.", 3)]
    [InlineData("0 3 0 1 3 1 1", "First bad commit: {4} commit 4", 1)]
    [InlineData("0 0 0 0 0 0 0", "{7} is no worse than {0}: there is nothing to find.", 0)]
    [InlineData("0 0 0 1 1 1 3", "Whether {7} is worse than {0} could not be shown, so nothing was searched.", 3)]
    [InlineData("0 0 5 5 5 1 1", "The search ended early: git bisect run ended with exit code 128.", 5)]
    public async Task It_ends_with_the_first_bad_commit_or_says_why_there_is_none(string codes, string said, int exitCode)
    {
        string[] commits = await CommitsAsync(),
            before = await StateAsync();

        Bisection.Result result = await BisectAsync(commits, codes.Split(' '));

        for (int i = 0; i < commits.Length; i++)
            said = said.Replace($"{{{i}}}", commits[i][..10], StringComparison.Ordinal);
        Assert.Equal(((ExitCode)exitCode, said), (result.Code, result.Line));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Without_git_it_says_so_and_not_that_the_commit_is_unknown()
    {
        ProcessStartInfo start = Program.StartInfo(["bisect", "HEAD~1", "HEAD"]);
        start.Environment["PATH"] = _folder.Path;

        Program.Outcome outcome = await Program.RunAsync(start);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(outcome.Error);
    }

    [Theory]
    [InlineData("--libtorch", "nowhere")]
    [InlineData("--data", "missing.txt")]
    public async Task A_path_means_the_same_to_its_checks_which_are_started_elsewhere(string option, string path)
    {
        ProcessStartInfo start = Program.StartInfo(["bisect", "HEAD~1", "HEAD", "--workload", "bytelm", option, path]);
        start.WorkingDirectory = _folder.Path;

        Program.Outcome outcome = await Program.RunAsync(start);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(_folder[path], outcome.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_commit_that_is_tried_is_reported_with_its_verdict()
    {
        string[] commits = await CommitsAsync();

        await BisectAsync(commits, ["0", "0", "0", "1", "1", "1", "1"]);

        // Between these lines are git's own.
        IEnumerable<string> said = _error.ToString().Split('\n').Where(line => line.Contains(" commit ", StringComparison.Ordinal));
        Wording.Matches(string.Join('\n', said.Select(line => line.Split(' ', 2)[1])));
    }

    [Fact]
    public async Task An_interrupted_check_interrupts_the_search()
    {
        string[] commits = await CommitsAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => BisectAsync(commits, ["0", "0", "0", "0", "0", "0", "130"]));
    }

    private Task<Bisection.Result> BisectAsync(string[] commits, string[] codes)
    {
        string cases = string.Concat(codes.Select((code, i) => $"--commit={commits[i + 1]}) exit {code};;\n"));
        _folder.Write("check.sh", $"for last; do :; done\nprintf 'a result\\n' || exit 5\ncase $last in\n{cases}*) exit 99;;\nesac\n");
        return new Bisection(_repository, ["sh", _folder["check.sh"]], _error).RunAsync(commits[0], commits[^1], CancellationToken.None);
    }

    /// <summary>The commits, from the earliest on.</summary>
    private async Task<string[]> CommitsAsync()
    {
        await GitAsync("init", "--quiet");
        for (int i = 0; i <= 7; i++)
            await GitAsync("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--allow-empty", "-m", $"commit {i}");
        return (await GitAsync("rev-list", "--reverse", "HEAD")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>All that a search could have changed in the caller's repository.</summary>
    private async Task<string[]> StateAsync() =>
        [await GitAsync("status", "--porcelain"), await GitAsync("for-each-ref"), await GitAsync("rev-parse", "HEAD"), .. Files()];

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(_repository, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _repository };
        Program.Outcome outcome = await Program.RunAsync(start);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Output;
    }
}
