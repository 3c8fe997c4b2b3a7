using System.Text.RegularExpressions;
using ThroughputBench.Grid;
using ThroughputBench.Merging;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Merging;

/// <summary>Folders and files of shards that people or programs have touched.</summary>
public sealed class ShardFoldersTests : IDisposable
{
    private static readonly RunOptions Options = Samples.Options with { Accumulate = [1, 2, 4], LogEvery = [1, 2, 4, 8] };

    private readonly TemporaryFolder _folder = new(inMemory: true);

    private string Merged => _folder["merged"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_shard_that_is_given_twice_is_one_shard_and_a_link_to_it_is_another()
    {
        WriteTwo();
        string shard = _folder["shards", "shard-1-of-2"];
        Directory.CreateSymbolicLink(_folder["link"], shard);

        Wording.Matches(Refusal(_folder["shards"], _folder["link"]));
        Assert.True(
            ShardMerge.Read([shard, shard + Path.DirectorySeparatorChar, _folder["shards"]], partial: false).WriteTo(Merged).IsWhole
        );
    }

    [Theory]
    [InlineData("line ends", "cells.jsonl", "\n", "\r\n")]
    [InlineData("the end of the last line is gone", "cells.jsonl", "}\n$", "")]
    [InlineData("all lines but the first are gone", "cells.jsonl", "(?s)\n.*", "\n")]
    [InlineData("all lines are gone", "cells.jsonl", "(?s).*", "")]
    [InlineData("the run still runs", "run.json", "\"state\": \"finished\"", "\"state\": \"running\"")]
    [InlineData("the digest is gone", "run.json", ",\\s*\"cellsSha256\": \"[0-9a-f]*\"", "")]
    [InlineData("shard 0 of 2", "run.json", "\"index\": 1", "\"index\": 0")]
    [InlineData("shard 3 of 2", "run.json", "\"index\": 1", "\"index\": 3")]
    [InlineData("shard 2 with the cells of shard 1", "run.json", "\"index\": 1", "\"index\": 2")]
    [InlineData("an older schema", "run.json", "\"schemaVersion\": 2", "\"schemaVersion\": 1")]
    [InlineData("nothing is left of the run", "run.json", "(?s).*", "")]
    public void A_file_that_was_changed_is_named(string change, string file, string pattern, string text)
    {
        WriteTwo();
        string path = _folder["shards", "shard-1-of-2", file],
            before = File.ReadAllText(path),
            after = new Regex(pattern).Replace(before, text);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);

        string message = Refusal(_folder["shards"]);

        Wording.Matches(message, change);
        Assert.Contains("shards/shard-1-of-2", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shard_that_was_killed_before_its_direct_costs_were_complete_is_merged_with_complete_ones(bool interrupted)
    {
        SampleShard.Write(_folder["shards"], new Shard(1, 2), Options);
        Shard shard = new(2, 2);
        using (RunFolder run = RunFolder.Create(_folder["shards", shard.FolderName], SampleShard.RunOf(shard, Options)))
        {
            foreach (Cell cell in run.Run.Grid.Cells)
                SampleShard.Measure(run, cell);
            if (interrupted)
                run.End(RunState.Interrupted, Samples.Start.AddMinutes(1));
            Assert.NotEmpty(DirectCosts.Completed(run.Recorded.Cells));
        }

        RecordedRun merged = ShardMerge.Read([_folder["shards"]], partial: true).WriteTo(Merged);

        Assert.True(merged.IsWhole);
        Assert.Empty(DirectCosts.Completed(merged.Cells.Where(cell => cell.Shard == 2)));
    }

    [Fact]
    public void Raw_data_of_another_shards_cell_are_named()
    {
        WriteTwo();
        string stray = Path.GetFileName(Directory.EnumerateFiles(_folder["shards", "shard-2-of-2", "pairs"]).First());
        File.Copy(_folder["shards", "shard-2-of-2", "pairs", stray], _folder["shards", "shard-1-of-2", "pairs", stray]);

        Wording.Matches(Refusal(_folder["shards"]));
    }

    [Fact]
    public void A_run_is_not_merged_into_one_of_its_shards()
    {
        WriteTwo();
        ShardMerge merge = ShardMerge.Read([_folder["shards"]], partial: false);
        string inside = _folder["shards", "shard-1-of-2", "merged"];

        Wording.Matches(_folder.Unrooted(Assert.Throws<InputException>(() => merge.WriteTo(inside)).Message));
        Assert.Throws<InputException>(() => merge.WriteTo(_folder["shards", "shard-1-of-2"]));
        Assert.False(Path.Exists(inside));
        Assert.True(ShardMerge.Read([_folder["shards"]], partial: false).WriteTo(Merged).IsWhole);
    }

    [Fact]
    public void What_a_killed_merge_left_is_no_shard_and_other_folders_stay()
    {
        WriteTwo();
        _folder.Write("shards/.merged.merging/run.json", "{");
        _folder.Write("shards/merged.merging/mine.txt", "mine");

        RecordedRun merged = ShardMerge.Read([_folder["shards"]], partial: false).WriteTo(_folder["shards", "merged"]);

        Assert.True(merged.IsWhole);
        Assert.False(Path.Exists(_folder["shards", ".merged.merging"]));
        Assert.Equal("mine", File.ReadAllText(_folder["shards", "merged.merging", "mine.txt"]));
    }

    private string Refusal(params string[] paths)
    {
        string message = Assert.Throws<InputException>(() => ShardMerge.Read(paths, partial: false)).Message;
        Assert.False(Path.Exists(Merged));
        return _folder.Unrooted(message);
    }

    private void WriteTwo()
    {
        SampleShard.Write(_folder["shards"], new Shard(1, 2), Options);
        SampleShard.Write(_folder["shards"], new Shard(2, 2), Options);
    }
}
