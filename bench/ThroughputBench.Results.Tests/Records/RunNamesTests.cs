using ThroughputBench.Records;
using ThroughputBench.Tests.Checks;
using Xunit;

namespace ThroughputBench.Tests.Records;

/// <summary>Runs by name: of a workplace with published runs, runs of sweeps, shards and saved baselines.</summary>
public sealed class RunNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunNames _names;
    private readonly SavedBaselines _saved;

    public RunNamesTests() => (_names, _saved) = (new RunNames(_folder.Path), new SavedBaselines(_folder.Path));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_listed_run_is_found_by_its_listed_name()
    {
        Write("results", "machine", "2026-11-24-abc");
        Write("results", "runs", "local");
        Write("results", "runs", "shards-abc", "shard-1-of-2");
        _folder.Write("results/machine/plots/overhead.svg", "");
        _saved.Save("kept", _folder["results", "runs", "local"]);

        IReadOnlyList<string> all = _names.All();

        Assert.Equal(["machine/2026-11-24-abc", "local", "shards-abc/shard-1-of-2"], all.Select(_names.NameOf));
        Assert.Equal(all, all.Select(path => _names.PathOf(_names.NameOf(path))));
        Assert.Equal([true, false, false], all.Select(_names.IsPublished));
    }

    [Fact]
    public void A_published_run_needs_no_machine_unless_two_have_its_name()
    {
        string only = Write("results", "one", "2026-11-24-abc");
        Assert.Equal(only, _names.PathOf("2026-11-24-abc"));

        Write("results", "two", "2026-11-24-abc");
        Wording.Matches(Refusal(() => _names.PathOf("2026-11-24-abc")));
    }

    [Fact]
    public void A_folder_is_a_name_too_and_one_that_is_not_there_is_read_as_a_folder()
    {
        string path = Write("elsewhere");

        Assert.Equal(path, _names.PathOf(path));
        string here = Path.GetFullPath("nowhere").Replace(Path.DirectorySeparatorChar, '/');
        Wording.Matches(Refusal(() => _names.Read("nowhere/at-all")).Replace(here, "nowhere", StringComparison.Ordinal));
        Assert.Throws<InputException>(() => _names.PathOf(""));
    }

    [Fact]
    public void A_saved_baseline_outlives_its_run_and_is_replaced_as_a_whole()
    {
        string first = Write("results", "runs", "first"),
            second = SampleRuns.Of(record => record with { Overhead = SampleRuns.Overhead(0.3, 0.04) }).Write(_folder["results", "runs", "second"]);
        _saved.Save("main", first);
        Directory.Delete(first, recursive: true);
        Assert.Equal(0.002, _names.Read("main").Cells[0].Overhead!.Estimate);

        _saved.Save("main", second);

        Assert.Equal(0.003, _names.Read("main").Cells[0].Overhead!.Estimate);
        Assert.Equal(["main"], _saved.Names);
        Assert.Equal(_names.PathOf("main"), Assert.Single(Directory.EnumerateDirectories(_folder["results", "runs", ".baselines"])));
    }

    [Fact]
    public void A_baseline_that_a_killed_process_was_replacing_is_still_found_until_the_next_is_saved()
    {
        string run = Write("results", "runs", "first"),
            baselines = _folder["results", "runs", ".baselines"];
        _saved.Save("main", run);
        _saved.Save("main-2", run);
        Directory.Move(Path.Combine(baselines, "main"), Path.Combine(baselines, $".main-{Guid.NewGuid():N}-old"));

        Assert.Equal(["main", "main-2"], _saved.Names);
        Assert.Equal(0.002, _names.Read("main").Cells[0].Overhead!.Estimate);
        _saved.Save("main", run);

        Assert.Equal(["main", "main-2"], Directory.EnumerateDirectories(baselines).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Of_many_that_save_under_one_name_at_once_one_is_saved()
    {
        string run = Write("results", "runs", "first");

        Parallel.For(0, 100, _ => _saved.Save("main", run));

        Assert.Equal(4, _names.Read("main").Cells.Count(cell => cell.Overhead is not null));
        Assert.Equal(_names.PathOf("main"), Assert.Single(Directory.EnumerateDirectories(_folder["results", "runs", ".baselines"])));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_before_there_is_a_run_to_save()
    {
        _saved.RequireWritable("main");
        Assert.Empty(_saved.Names);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["results", "runs", ".baselines"]));

        _folder.Write("results/runs/.baselines/main", "a file");
        Wording.Matches(_folder.Unrooted(Assert.Throws<InputException>(() => _saved.RequireWritable("main")).Message));
        Assert.Throws<InputException>(() => new SavedBaselines(_folder["results", "runs", ".baselines", "main"]).RequireWritable("main"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData(".hidden")]
    [InlineData("-option")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    public void A_name_that_could_mean_something_else_is_refused_and_never_found(string name)
    {
        Assert.Throws<InputException>(() => SavedBaselines.RequireName(name));
        Assert.Null(_saved.Find(name));
    }

    private string Refusal(Func<object> action) => _folder.Unrooted(Assert.Throws<InputException>(action).Message);

    private string Write(params string[] folder) => SampleRuns.Of().Write(_folder[folder]);
}
