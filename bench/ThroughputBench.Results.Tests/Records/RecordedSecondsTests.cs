using ThroughputBench.Grid;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

/// <summary>What a division into shards knows of the time that cells take.</summary>
public sealed class RecordedSecondsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_latest_published_run_with_a_cell_of_the_grid_says_what_they_take()
    {
        Publish("2026-11-24-early");
        Publish("2026-11-26-late");
        Publish("2026-11-27-other", FinishedRun.Record with { Options = Samples.Options with { LogEvery = [64] } });
        File.Delete(RawData.PathOf(_folder["results", "machine", "2026-11-26-late"], Cell(4, 8), Comparison.Overhead));

        IReadOnlyDictionary<string, double> seconds = RecordedSeconds.AddTo(Samples.Options, _folder.Path).CellSeconds!;

        Assert.Equal([Cell(1, 1).Id, Cell(1, 2).Id, Cell(1, 8).Id], seconds.Keys);
        Assert.All(seconds.Values, value => Assert.Equal(3, value));
    }

    [Fact]
    public void Without_a_published_run_nothing_is_known() =>
        Assert.Null(RecordedSeconds.AddTo(Samples.Options, _folder.Path).CellSeconds);

    [Fact]
    public void A_shard_keeps_the_times_that_it_was_divided_by()
    {
        Publish("2026-11-24-early");
        RunOptions options = RecordedSeconds.AddTo(Samples.Options with { Shard = new Shard(1, 2) }, _folder.Path);
        using (RunFolder.Create(_folder["shard"], Samples.Run with { Options = options }))
        {
        }

        RunRecord read = RunFolder.Read(_folder["shard"]).Run;

        Assert.Equal(options.CellSeconds, read.Options.CellSeconds);
        Assert.Equal(new SweepGrid(options.ToGrid()).Cells, read.Grid.Cells);
    }

    private void Publish(string name, RunRecord? run = null) => FinishedRun.Write(_folder["results", "machine", name], run);

    private static Cell Cell(int accumulate, int logEvery) => Tests.Grid.Cells.Of(accumulate, logEvery);
}
