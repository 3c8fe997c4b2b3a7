using System.Text.RegularExpressions;
using ThroughputBench.Grid;
using ThroughputBench.Merging;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Merging;

/// <summary>Shards that become one run, and everything that must keep them from it.</summary>
public sealed class ShardMergeTests : IDisposable
{
    private static readonly RunOptions Options = Samples.Options with { Accumulate = [1, 2, 4], LogEvery = [1, 2, 4, 8] };

    private static readonly DataFacts OtherText = new()
    {
        Workload = "bytelm",
        Name = "other.txt",
        Bytes = 7,
        Sha256 = new string('a', 64),
    };

    private readonly TemporaryFolder _folder = new(inMemory: true);

    private string Merged => _folder["merged"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_become_the_run_that_an_undivided_sweep_is()
    {
        WriteShards(3);

        RecordedRun merged = ShardMerge.Read([_folder["shards"]], partial: false).WriteTo(Merged);

        Assert.Equal(new SweepGrid(Options.ToGrid()).Cells, merged.Cells.Select(record => record.Cell));
        Assert.Null(merged.Run.Options.Shard);
        Assert.Equal(Options.ToCommand(), merged.Run.Options.ToCommand());
        Assert.Equal((RunState.Finished, Samples.Start), (merged.Run.State, merged.Run.StartedUtc));
        RecordedRun read = RunFolder.Read(Merged);
        Assert.True(read.IsWhole);
        Assert.Equal(merged.Cells, read.Cells);
        foreach (CellRecord record in read.Cells.Where(record => record.Overhead is not null))
            RunCopy.RequireRawData(Merged, record);
        Assert.Equal(["merged", "shards"], Directory.EnumerateDirectories(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Shards_that_were_killed_again_and_again_lose_no_cell_and_double_none()
    {
        RunOptions options = Options with { Accumulate = [1], LogEvery = [.. Enumerable.Range(1, 1000)] };
        var random = new Random(1);
        for (int index = 1; index <= 64; index++)
        {
            while (!TryShard(new Shard(index, 64), options, survives: () => random.Next(100) >= 10))
                continue;
        }

        RecordedRun merged = ShardMerge.Read([_folder["shards"]], partial: false).WriteTo(Merged);

        Assert.Equal(new SweepGrid(options.ToGrid()).Cells, merged.Cells.Select(record => record.Cell));
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        WriteShards(3);
        Directory.Delete(_folder["shards", "shard-2-of-3"], recursive: true);

        Wording.Matches(Refusal());
    }

    [Fact]
    public void An_unfinished_shard_is_named()
    {
        WriteShards(2);
        using (RunFolder run = RunFolder.Resume(_folder["shards", "shard-2-of-2"], Samples.Git, Samples.Machine))
            run.End(RunState.Interrupted, Samples.Start.AddMinutes(2));

        Wording.Matches(Refusal());
    }

    [Fact]
    public void What_there_is_can_be_merged_and_says_what_is_missing()
    {
        WriteShards(3);
        Directory.Delete(_folder["shards", "shard-2-of-3"], recursive: true);

        ShardMerge merge = ShardMerge.Read([_folder["shards"]], partial: true);

        Wording.Matches(string.Join('\n', merge.Missing));
        Assert.Equal(RunState.Interrupted, merge.WriteTo(Merged).Run.State);
        Assert.False(RunFolder.Read(Merged).IsWhole);
    }

    [Fact]
    public void A_cell_that_is_twice_there_is_named()
    {
        WriteShards(2);
        WriteShard(new Shard(2, 2), Options, "copy");

        Wording.Matches(Refusal(_folder["copy"], _folder["shards"]));
    }

    [Fact]
    public void A_whole_sweep_is_no_shard()
    {
        WriteShards(2);
        WriteShard(null, Options, "copy");

        Wording.Matches(Refusal(_folder["shards"], _folder["copy", "whole"]));
    }

    [Fact]
    public void Another_grid_commit_text_number_or_machine_is_named()
    {
        WriteShard(new Shard(1, 2), Options, "shards");

        WriteShard(new Shard(2, 2), Options with { LogEvery = [1, 2, 4, 8, 16] }, "grid");
        WriteShard(new Shard(2, 2), Options with { Seed = 5 }, "seed");
        WriteShard(new Shard(2, 2), Options with { CellSeconds = new Dictionary<string, double> { ["one"] = 1 } }, "seconds");
        WriteShard(new Shard(2, 3), Options, "number");
        WriteShard(new Shard(2, 2), Options, "commit", run => run with { Commit = "0123456789" });
        WriteShard(new Shard(2, 2), Options with { OwnText = OtherText }, "text");
        WriteShard(new Shard(2, 2), Options, "machine", run => run with { Machine = run.Machine with { CpuModel = "another" } });

        foreach (string other in (string[])["grid", "seed", "seconds", "number", "commit", "text", "machine"])
            Wording.Matches(Refusal(_folder["shards"], _folder[other]), other);
    }

    [Fact]
    public void With_leave_shards_of_two_kinds_of_machine_are_one_run_with_a_machine_for_each_cell()
    {
        MachineFingerprint other = Samples.Machine with { CpuModel = "another" };
        WriteShard(new Shard(1, 2), Options, "shards");
        WriteShard(new Shard(2, 2), Options, "shards", run => run with { Machine = other });

        RecordedRun merged = ShardMerge.Read([_folder["shards"]], partial: false, mixedMachines: true).WriteTo(Merged);

        RecordedRun read = RunFolder.Read(Merged);
        Assert.Equal(merged.Cells, read.Cells);
        Assert.Equal([Samples.Machine.Id, other.Id], read.Run.AllMachines.Select(machine => machine.Id));
        Assert.Equal("amd-epyc-2c-linux-x64-and-1-more", read.Run.MachineName);
        Assert.Equal(
            [(Samples.Machine.Id, 1), (other.Id, 2)],
            read.Cells.Select(cell => (cell.Machine, cell.Shard!.Value)).Distinct().Order()
        );
        Assert.Equal(2, read.Indirect!.Single().Machines);
        string machines = MarkdownWriter.Write(MachinesSection.Of(read));
        Wording.Matches(machines);
        Assert.Contains(
            machines,
            RunReport.Files(read, Merged).First(file => file.Path == RunReport.MarkdownFile).Text,
            StringComparison.Ordinal
        );
        Assert.Contains("shard 2", HeatMaps.Overhead(CellTable.Of(read.Cells)[0]).Rows.SelectMany(row => row).SelectMany(field => field.Notes));
    }

    [Fact]
    public void A_record_of_a_machine_that_is_not_the_runs_is_refused()
    {
        WriteShard(new Shard(1, 1), Options, "shards", run => run with { Machine = Samples.Machine with { CpuModel = "another" } });
        string file = _folder["shards", "shard-1-of-1", "run.json"];
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"another\"", "\"a third\"", StringComparison.Ordinal));

        Wording.Matches(Refusal());
    }

    [Theory]
    [InlineData("worstError")]
    [InlineData("reportedSamplesPerSecond")]
    [InlineData("figures")]
    public void A_figure_that_no_raw_data_prove_cannot_be_edited_unnoticed_either(string figure)
    {
        WriteShards(2);
        string file = _folder["shards", "shard-1-of-2", "cells.jsonl"];
        File.WriteAllText(file, new Regex($"(\"{figure}\":[0-9]*[.]?[0-9]*)([0-9])").Replace(File.ReadAllText(file), "${1}3$2", 1));

        Wording.Matches(Refusal(), figure);
    }

    [Fact]
    public void Raw_data_that_were_changed_or_are_missing_are_named()
    {
        WriteShards(2);
        string file = Directory.EnumerateFiles(_folder["shards", "shard-1-of-2", "pairs"]).Order(StringComparer.Ordinal).First();
        byte[] content = File.ReadAllBytes(file);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(file, content);

        Wording.Matches(Refusal(), "changed");

        File.Delete(file);
        Wording.Matches(Refusal(), "missing");
    }

    [Theory]
    [InlineData("estimate")]
    [InlineData("lower")]
    [InlineData("upper")]
    [InlineData("pairs")]
    [InlineData("meanOverhead")]
    [InlineData("stepNanoseconds")]
    [InlineData("atLogNanoseconds")]
    [InlineData("ownStandardError")]
    [InlineData("shareUpper")]
    public void A_figure_that_does_not_follow_from_the_raw_data_is_named(string figure)
    {
        WriteShards(2);
        string file = _folder["shards", "shard-1-of-2", "cells.jsonl"];
        string[] lines = File.ReadAllLines(file);
        int edited = Array.FindLastIndex(lines, line => line.Contains($"\"{figure}\":", StringComparison.Ordinal));
        var digits = new Regex($"(\"{figure}\":-?[0-9]*[.]?[0-9]?[0-9]?[0-9]?)([0-9])");
        lines[edited] = digits.Replace(lines[edited], match => $"{match.Groups[1]}{(match.Groups[2].Value == "7" ? "8" : "7")}", 1);
        File.WriteAllLines(file, lines);

        Assert.Contains($"{figure} ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_runs_is_refused_and_an_output_that_is_not_empty_stays_as_it_is()
    {
        Directory.CreateDirectory(_folder["empty"]);
        Wording.Matches(Refusal(_folder["empty"]), "without runs");

        WriteShards(2);
        _folder.Write("merged/mine.txt", "mine");
        Wording.Matches(
            _folder.Unrooted(
                Assert.Throws<InputException>(() => ShardMerge.Read([_folder["shards"]], partial: false).WriteTo(Merged)).Message
            ),
            "not empty"
        );
        Assert.Equal("mine", File.ReadAllText(_folder["merged", "mine.txt"]));
    }

    private string Refusal(params string[] paths)
    {
        string message = Assert
            .Throws<InputException>(() => ShardMerge.Read(paths.Length == 0 ? [_folder["shards"]] : paths, partial: false))
            .Message;
        Assert.False(Path.Exists(Merged));
        return _folder.Unrooted(message);
    }

    private void WriteShards(int count)
    {
        for (int index = 1; index <= count; index++)
            WriteShard(new Shard(index, count), Options, "shards");
    }

    private void WriteShard(Shard? shard, RunOptions options, string folder, Func<RunRecord, RunRecord>? change = null) =>
        SampleShard.Write(_folder[folder], shard, options, change);

    /// <summary>One life of a task: it resumes at the end of the last one.</summary>
    /// <returns>Whether it came to the end.</returns>
    private bool TryShard(Shard shard, RunOptions options, Func<bool> survives)
    {
        string path = _folder["shards", shard.FolderName];
        using RunFolder run = RunFolder.IsRun(path)
            ? RunFolder.Resume(path, Samples.Git, Samples.Machine)
            : RunFolder.Create(path, SampleShard.RunOf(shard, options));
        foreach (Cell cell in run.Unmeasured(run.Run.Grid.Cells))
        {
            if (!survives())
                return false;
            SampleShard.Measure(run, cell);
        }
        SampleShard.End(run);
        return true;
    }
}
