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

        Assert.Contains("is twice there, in ", Refusal(_folder["shards"], _folder["link"]), StringComparison.Ordinal);
        Assert.True(
            ShardMerge.Read([shard, shard + Path.DirectorySeparatorChar, _folder["shards"]], partial: false).WriteTo(Merged).IsWhole
        );
    }

    [Theory]
    [InlineData("cells.jsonl", "\n", "\r\n", "cells.jsonl is not as it was when the run ended")]
    [InlineData("cells.jsonl", "}\n$", "", "ends within a line though the run was finished: it is cut off")]
    [InlineData("cells.jsonl", "(?s)\n.*", "\n", "of the run's cells though the run was finished: it is cut off")]
    [InlineData("cells.jsonl", "(?s).*", "", "of the run's cells though the run was finished: it is cut off")]
    [InlineData("run.json", "\"state\": \"finished\"", "\"state\": \"running\"", "is not finished; measure it")]
    [InlineData("run.json", ",\\s*\"cellsSha256\": \"[0-9a-f]*\"", "", "has no digest of the cells though the shard ended")]
    [InlineData("run.json", "\"index\": 1", "\"index\": 0", "options.shard is none of its shards")]
    [InlineData("run.json", "\"index\": 1", "\"index\": 3", "options.shard is none of its shards")]
    [InlineData("run.json", "\"index\": 1", "\"index\": 2", "is not a cell of its run's grid")]
    [InlineData("run.json", "\"schemaVersion\": 2", "\"schemaVersion\": 1", "it is of schema 2, and its run of schema 1")]
    [InlineData("run.json", "(?s).*", "", "run.json is empty")]
    public void A_file_that_was_changed_is_named(string file, string pattern, string text, string refusal)
    {
        WriteTwo();
        string path = _folder["shards", "shard-1-of-2", file],
            before = File.ReadAllText(path),
            after = new Regex(pattern).Replace(before, text);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);

        string message = Refusal(_folder["shards"]);

        Assert.Contains(refusal, message, StringComparison.Ordinal);
        Assert.Contains(_folder["shards", "shard-1-of-2"], message, StringComparison.Ordinal);
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

        Assert.Equal(
            $"{_folder["shards", "shard-1-of-2", "pairs", stray]} is of no cell of its shard: it was put there.",
            Refusal(_folder["shards"])
        );
    }

    [Fact]
    public void A_run_is_not_merged_into_one_of_its_shards()
    {
        WriteTwo();
        ShardMerge merge = ShardMerge.Read([_folder["shards"]], partial: false);
        string inside = _folder["shards", "shard-1-of-2", "merged"];

        Assert.Contains(
            $"'{inside}' is inside the shard",
            Assert.Throws<InputException>(() => merge.WriteTo(inside)).Message,
            StringComparison.Ordinal
        );
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
        return message;
    }

    private void WriteTwo()
    {
        SampleShard.Write(_folder["shards"], new Shard(1, 2), Options);
        SampleShard.Write(_folder["shards"], new Shard(2, 2), Options);
    }
}
