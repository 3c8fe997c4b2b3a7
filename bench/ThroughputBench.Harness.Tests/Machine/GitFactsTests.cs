using System.Diagnostics;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Machine;

public sealed class GitFactsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clean_tree_has_a_commit_and_is_not_dirty()
    {
        Commit();

        GitFacts git = GitTree.Read(_folder.Path);

        Assert.Matches("^[0-9a-f]{10}$", git.Commit);
        Assert.False(git.Dirty);
    }

    [Fact]
    public void A_changed_file_and_a_new_one_each_make_a_tree_dirty()
    {
        Commit();
        _folder.Write("new.cs", "new");
        Assert.True(GitTree.Read(_folder.Path).Dirty);
        File.Delete(_folder["new.cs"]);

        _folder.Write("file.cs", "changed");

        Assert.True(GitTree.Read(_folder.Path).Dirty);
    }

    [Theory]
    [InlineData("check.md")]
    [InlineData("cells.csv")]
    [InlineData("slurm-12_3.out")]
    [InlineData("results/machine/calibration.json")]
    [InlineData("out/run.json", "out/cells.jsonl", "out/pairs/a.blocks.gz")]
    [InlineData("shards/shard-1-of-4/run.json", "shards/shard-1-of-4/cells.jsonl")]
    [InlineData("bench/gpu/out/run.json", "bench/gpu/out/cells.jsonl", "bench/gpu/out/bdn/results/report.md")]
    public void A_new_file_that_no_build_reads_does_not(params string[] files)
    {
        Commit();

        foreach (string file in files)
            _folder.Write(file, "{}");

        Assert.False(GitTree.Read(_folder.Path).Dirty);
    }

    [Theory]
    [InlineData("src/A/A.csproj")]
    [InlineData("src/A/words.txt")]
    [InlineData("src/A/results/B.cs")]
    [InlineData("bench/A/testconfig.json")]
    [InlineData("bench/.editorconfig")]
    [InlineData("bench/gpu/run.sh")]
    [InlineData("bench/out/run.json", "bench/out/Extra.cs")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Build.rsp")]
    [InlineData("Other.slnx")]
    [InlineData("global.json")]
    [InlineData("NuGet.Config")]
    [InlineData(".editorconfig")]
    [InlineData(".config/dotnet-tools.json")]
    public void A_new_file_that_a_build_may_read_does(params string[] files)
    {
        Commit();

        foreach (string file in files)
            _folder.Write(file, "");

        Assert.True(GitTree.Read(_folder.Path).Dirty);
    }

    [Fact]
    public void A_file_that_is_being_measured_into_does_not_but_another_beside_it_does()
    {
        _folder.Write("results/machine/calibration.json", "{}");
        _folder.Write("results/machine/other.json", "{}");
        Commit();
        string file = _folder["results", "machine", "calibration.json"];
        _folder.Write("results/machine/calibration.json", "{ }");
        Assert.False(GitTree.Read(_folder.Path, except: file).Dirty);

        _folder.Write("results/machine/other.json", "{ }");

        Assert.True(GitTree.Read(_folder.Path, except: file).Dirty);
        Assert.True(GitTree.Read(_folder.Path, except: "/elsewhere/calibration.json").Dirty);
    }

    [Fact]
    public void A_file_that_git_ignores_does_not()
    {
        Commit();

        _folder.Write("results/runs/x/run.json", "{}");

        Assert.False(GitTree.Read(_folder.Path).Dirty);
    }

    [Fact]
    public void Without_a_repository_a_commit_a_folder_or_git_itself_the_commit_is_unknown()
    {
        AssertUnknown(GitTree.Read(_folder.Path), "not a git repository");
        Git("init", "-q");
        AssertUnknown(GitTree.Read(_folder.Path), "no commit yet");
        AssertUnknown(GitTree.Read(_folder["nowhere"]), "cannot change to");
        AssertUnknown(GitTree.Read(new Git(_folder.Path, "no-such-git")), "git is not on the PATH");
    }

    [Fact]
    public void Inside_another_repository_the_commit_is_unknown_for_that_ones_says_nothing_of_this_tree()
    {
        Commit();
        _folder.Write("inner/file.cs", "content");

        AssertUnknown(GitTree.Read(_folder["inner"]), "inside another repository");
    }

    [Fact]
    public void What_the_environment_says_of_another_repository_does_not_count()
    {
        Commit();
        using var other = new TemporaryFolder();
        Run("-C", other.Path, "init", "-q");
        Run("-C", other.Path, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "x");
        GitFacts right = GitTree.Read(_folder.Path);

        Assert.Equal(right, With([("GIT_DIR", other[".git"]), ("GIT_WORK_TREE", other.Path)]));
        Assert.Equal(right, With([("GIT_INDEX_FILE", other["none"]), ("GIT_CEILING_DIRECTORIES", _folder.Path)]));
    }

    [Theory]
    [InlineData("status.showUntrackedFiles", "no")]
    [InlineData("core.excludesFile", "{folder}/excludes")]
    [InlineData("core.fsmonitor", "/bin/true")]
    [InlineData("core.untrackedCache", "true")]
    public void A_setting_of_the_user_does_not_hide_a_new_source(string key, string value)
    {
        Commit();
        Git("config", key, value.Replace("{folder}", _folder[".git"], StringComparison.Ordinal));
        _folder.Write(".git/excludes", "*.cs\n");
        Assert.False(GitTree.Read(_folder.Path).Dirty);
        _folder.Write("src/Extra.cs", "namespace Extra;");

        Assert.True(GitTree.Read(_folder.Path).Dirty);
    }

    [Theory]
    [InlineData("--assume-unchanged")]
    [InlineData("--skip-worktree")]
    public void A_file_that_git_is_configured_to_ignore_is_read(string mark)
    {
        Commit();
        Git("update-index", mark, "file.cs");
        Assert.False(GitTree.Read(_folder.Path).Dirty);

        _folder.Write("file.cs", "changed");

        Assert.True(GitTree.Read(_folder.Path).Dirty);
    }

    [Fact]
    public void That_git_refuses_the_folder_of_another_user_is_passed_on_with_what_to_do()
    {
        Commit();

        AssertUnknown(With([("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")]), "git config --global --add safe.directory");
    }

    private static void AssertUnknown(GitFacts git, string whyNot)
    {
        Assert.Equal(("unknown", null), (git.Commit, git.Dirty));
        Assert.Contains(whyNot, git.WhyNot, StringComparison.Ordinal);
    }

    /// <summary>What is read under variables of the environment.</summary>
    private GitFacts With(IReadOnlyList<(string Name, string Value)> variables)
    {
        try
        {
            foreach ((string name, string value) in variables)
                Environment.SetEnvironmentVariable(name, value);
            return GitTree.Read(_folder.Path);
        }
        finally
        {
            foreach ((string name, _) in variables)
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    private void Commit()
    {
        Git("init", "-q");
        _folder.Write(".gitignore", "results/runs/\n");
        _folder.Write("file.cs", "content");
        Git("add", "-A");
        Git("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "first");
    }

    private void Git(params string[] arguments) => Run(["-C", _folder.Path, .. arguments]);

    private static void Run(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", arguments))!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
