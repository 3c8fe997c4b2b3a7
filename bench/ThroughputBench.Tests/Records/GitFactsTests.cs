using System.Diagnostics;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class GitFactsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clean_tree_has_a_commit_and_is_not_dirty()
    {
        Commit();

        GitFacts git = GitFacts.Read(_folder.Path);

        Assert.Matches("^[0-9a-f]{10}$", git.Commit);
        Assert.False(git.Dirty);
    }

    [Fact]
    public void A_changed_file_and_a_new_one_each_make_a_tree_dirty()
    {
        Commit();
        _folder.Write("new.cs", "new");
        Assert.True(GitFacts.Read(_folder.Path).Dirty);
        File.Delete(_folder["new.cs"]);

        _folder.Write("file.cs", "changed");

        Assert.True(GitFacts.Read(_folder.Path).Dirty);
    }

    [Fact]
    public void A_file_that_is_being_measured_into_does_not_but_another_beside_it_does()
    {
        Commit();
        string file = _folder["results", "machine", "calibration.json"];
        _folder.Write("results/machine/calibration.json", "{}");
        Assert.False(GitFacts.Read(_folder.Path, except: file).Dirty);

        _folder.Write("results/machine/other.json", "{}");

        Assert.True(GitFacts.Read(_folder.Path, except: file).Dirty);
        Assert.True(GitFacts.Read(_folder.Path, except: "/elsewhere/calibration.json").Dirty);
    }

    [Fact]
    public void A_file_that_git_ignores_does_not()
    {
        Commit();

        _folder.Write("results/runs/x/run.json", "{}");

        Assert.False(GitFacts.Read(_folder.Path).Dirty);
    }

    [Fact]
    public void Without_a_repository_a_commit_a_folder_or_git_itself_the_commit_is_unknown()
    {
        var unknown = new GitFacts("unknown", null);

        Assert.Equal(unknown, GitFacts.Read(_folder.Path));
        Git("init", "-q");
        Assert.Equal(unknown, GitFacts.Read(_folder.Path));
        Assert.Equal(unknown, GitFacts.Read(_folder["nowhere"]));
        Assert.Equal(unknown, GitFacts.Read(new Git(_folder.Path, "no-such-git")));
    }

    private void Commit()
    {
        Git("init", "-q");
        _folder.Write(".gitignore", "results/runs/\n");
        _folder.Write("file.cs", "content");
        Git("add", "-A");
        Git("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "first");
    }

    private void Git(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", _folder.Path, .. arguments]))!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
