using ThroughputBench.Merging;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Publishing;
using Xunit;

namespace ThroughputBench.Tests.Records;

/// <summary>Raw data that are taken away, and all that then knows of it.</summary>
public sealed class RunThinningTests : IDisposable
{
    private static readonly DateTimeOffset Now = Samples.Start.AddDays(900);

    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void A_plan_changes_nothing_and_says_what_would_go()
    {
        string folder = _checkout.Sweep();
        SortedDictionary<string, string> before = _checkout.Files();

        RunThinning plan = RunThinning.Plan(folder, Now);

        Assert.Equal(4, plan.Files.Count);
        Assert.Equal(plan.Files.Sum(file => new FileInfo(Path.Combine(folder, file)).Length), plan.Thinned.Bytes);
        Assert.Equal(before, _checkout.Files());
    }

    [Fact]
    public void A_thinned_run_keeps_its_records_and_says_that_it_was_thinned()
    {
        string folder = _checkout.Sweep(),
            other = _checkout.Sweep(FinishedRun.Later(1));
        RecordedRun before = RunFolder.Read(folder);
        RunThinning plan = RunThinning.Plan(folder, Now);

        plan.Do();

        RecordedRun thinned = RunFolder.Read(folder);
        Assert.Equal(before.Cells, thinned.Cells);
        Assert.Equal(plan.Thinned, thinned.Run.Thinned);
        Assert.Equal((Now, 4), (plan.Thinned.ThinnedUtc, plan.Thinned.Files));
        Assert.Empty(RawData.FilesIn(folder));
        Assert.NotEmpty(RawData.FilesIn(other));
        Assert.Empty(RunThinning.Plan(folder, Now).Files);
        Assert.NotEqual(RawDataWords.Of(before.Run), RawDataWords.Of(thinned.Run));
        Assert.Contains(RawDataWords.Of(thinned.Run), RunReport.Files(thinned, folder).First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_thinning_left_over_counts_as_gone_and_goes_the_next_time()
    {
        string folder = _checkout.Sweep();
        RunThinning first = RunThinning.Plan(folder, Now);
        RunFolder.WriteRun(folder, RunFolder.Read(folder).Run with { Thinned = first.Thinned });

        Assert.Empty(RawReadings.Of(RunFolder.Read(folder), folder, []).Drifts);
        RunThinning again = RunThinning.Plan(folder, Now.AddDays(1));
        again.Do();

        Assert.Equal(first.Thinned, RunFolder.Read(folder).Run.Thinned);
        Assert.Empty(RawData.FilesIn(folder));
    }

    [Fact]
    public void A_published_run_can_be_thinned_and_its_pages_say_so()
    {
        (PublishedRun run, _) = _checkout.Publication.Publish(_checkout.Sweep());
        string history = File.ReadAllText(_checkout["results", run.Machine, "README.md"]);

        RunThinning.Plan(run.Folder, Now).Do();
        _checkout.Publication.Refresh();

        Assert.Contains(
            RawDataWords.Of(RunFolder.Read(run.Folder).Run),
            File.ReadAllText(Path.Combine(run.Folder, "report.md")),
            StringComparison.Ordinal
        );
        Assert.Equal(history, File.ReadAllText(_checkout["results", run.Machine, "README.md"]));
        Assert.Empty(_checkout.Publication.Stale());
    }

    [Fact]
    public void A_thinned_run_is_not_published_nor_a_thinned_shard_merged()
    {
        string folder = _checkout.Sweep();
        RunThinning.Plan(folder, Now).Do();

        Wording.Matches(Refusal(() => _checkout.Publication.Publish(folder)), "publish");
        Wording.Matches(Refusal(() => ShardMerge.Read([folder], partial: false)), "merge");
    }

    [Fact]
    public void An_unfinished_run_is_refused()
    {
        string folder = _checkout.Sweep(FinishedRun.Record with { State = RunState.Interrupted });

        Wording.Matches(Refusal(() => RunThinning.Plan(folder, Now)));
    }

    private string Refusal(Func<object> action) => _checkout.Unrooted(Assert.Throws<InputException>(action).Message);
}
