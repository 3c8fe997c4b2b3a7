using System.Runtime.CompilerServices;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"];

    private string CellsFile => _folder["run", "cells.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_read_back_as_it_was_recorded()
    {
        using (RunFolder written = RunFolder.Create(Run, Samples.Run))
        {
            written.Append(Samples.Rejected());
            written.Append(Samples.Measured());
        }

        RecordedRun read = RunFolder.Read(Run);

        Assert.Equal(Json(Samples.Run), Json(read.Run));
        Assert.Equal([Samples.Rejected(), Samples.Measured()], read.Cells);
    }

    [Fact]
    public void Each_record_can_be_read_as_soon_as_it_is_appended()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        Assert.Empty(RunFolder.Read(Run).Cells);

        run.Append(Samples.Measured());

        Assert.Equal([Samples.Measured()], RunFolder.Read(Run).Cells);
        Assert.EndsWith("}\n", File.ReadAllText(CellsFile), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_record_of_a_cell_takes_the_place_of_the_earlier_one()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        run.Append(CellRecord.Failed(Samples.Run, Cells.Of(4, 8), "The first time."));
        run.Append(Samples.Rejected());
        run.Append(Samples.Measured(4, 8));

        Assert.Equal([Samples.Measured(4, 8), Samples.Rejected()], run.Recorded.Cells);
        Assert.Equal(run.Recorded.Cells, RunFolder.Read(Run).Cells);
    }

    [Fact]
    public void The_end_of_a_run_is_noted()
    {
        using (RunFolder run = RunFolder.Create(Run, Samples.Run))
            run.End(RunState.Interrupted, Samples.Start.AddMinutes(3));

        RunRecord read = RunFolder.Read(Run).Run;
        Assert.Equal((RunState.Interrupted, Samples.Start.AddMinutes(3)), (read.State, read.EndedUtc));
    }

    [Fact]
    public void By_default_a_run_goes_into_a_folder_named_by_time_and_commit()
    {
        string path = RunFolder.DefaultPath(_folder.Path, Samples.Run);

        Assert.Equal(_folder["results", "runs", "20261124T112358Z-447a192982"], path);
        Directory.CreateDirectory(path);
        Assert.Equal(path + "-2", RunFolder.DefaultPath(_folder.Path, Samples.Run));
    }

    [Fact]
    public void A_resumed_run_loses_what_a_killed_process_had_begun_to_write()
    {
        Record(Samples.Measured());
        string[] left = [_folder["run", $"report.md.{Guid.NewGuid():N}.tmp"], _folder["run", "pairs", $"a.blocks.gz.{Guid.NewGuid():N}.tmp"]];
        foreach (string file in left.Append(_folder["run", "mine.tmp"]))
            File.WriteAllText(file, "half");

        RunFolder.Resume(Run, Samples.Git, Samples.Machine).Dispose();

        Assert.All(left, file => Assert.False(File.Exists(file)));
        Assert.True(File.Exists(_folder["run", "mine.tmp"]));
    }

    [Fact]
    public void A_record_with_NaN_is_not_written_and_the_file_stays_whole()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        run.Append(Samples.Rejected());

        string message = Assert
            .Throws<ArgumentException>(() =>
                run.Append(Samples.Measured() with { Overhead = Samples.Overhead with { Estimate = double.NaN } })
            )
            .Message;

        Wording.Matches(message);
        Assert.Equal([Samples.Rejected()], RunFolder.Read(Run).Cells);
        Assert.Equal([Samples.Rejected()], run.Recorded.Cells);
    }

    [Fact]
    public void A_record_of_another_run_is_not_written()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);

        Assert.Throws<ArgumentException>(() => run.Append(Samples.Measured() with { RunId = "20200101T000000Z-0000000" }));

        Assert.Empty(File.ReadAllBytes(CellsFile));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(400)]
    public void A_line_that_a_killed_process_could_not_finish_is_passed_over_and_cut_off_on_resume(int bytes)
    {
        Record(Samples.Rejected(), Samples.Measured());
        byte[] whole = File.ReadAllBytes(CellsFile);
        File.WriteAllBytes(CellsFile, [.. whole, .. whole.AsSpan(0, bytes)]);

        Assert.Equal([Samples.Rejected(), Samples.Measured()], RunFolder.Read(Run).Cells);

        using (RunFolder resumed = RunFolder.Resume(Run, Samples.Git, Samples.Machine))
            resumed.Append(Samples.Measured(1, 8));
        Assert.Equal([Samples.Rejected(), Samples.Measured(), Samples.Measured(1, 8)], RunFolder.Read(Run).Cells);
    }

    [Fact]
    public void Wherever_a_write_is_cut_off_no_earlier_record_is_lost()
    {
        Record(Samples.Rejected(), Samples.Measured());
        byte[] whole = File.ReadAllBytes(CellsFile);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;

        for (int length = first; length < whole.Length - 1; length += 7)
        {
            File.WriteAllBytes(CellsFile, whole[..length]);
            Assert.Equal([Samples.Rejected()], RunFolder.Read(Run).Cells);
        }
    }

    [Fact]
    public void Zeros_at_the_end_after_a_loss_of_power_are_a_torn_line()
    {
        Record(Samples.Measured());
        File.AppendAllText(CellsFile, new string('\0', 512));

        Assert.Equal([Samples.Measured()], RunFolder.Read(Run).Cells);
    }

    [Fact]
    public void A_whole_record_that_lacks_only_its_line_break_is_kept()
    {
        Record(Samples.Rejected(), Samples.Measured());
        File.WriteAllText(CellsFile, File.ReadAllText(CellsFile).TrimEnd('\n'));

        using (RunFolder resumed = RunFolder.Resume(Run, Samples.Git, Samples.Machine))
            resumed.Append(Samples.Measured(1, 8));

        Assert.Equal([Samples.Rejected(), Samples.Measured(), Samples.Measured(1, 8)], RunFolder.Read(Run).Cells);
    }

    [Fact]
    public void Cells_without_a_record_and_cells_that_failed_are_left_to_measure()
    {
        Record(
            Samples.Measured(1, 1),
            Samples.Rejected(4, 2),
            CellRecord.Failed(Samples.Run, Cells.Of(1, 2), "Out of memory."),
            CellRecord.TimedOut(Samples.Run, Cells.Of(1, 8), "Too slow.")
        );

        using RunFolder resumed = RunFolder.Resume(Run, Samples.Git, Samples.Machine);

        Assert.Equal(
            [Cells.Of(1, 2), Cells.Of(1, 8), Cells.Of(4, 1), Cells.Of(4, 8)],
            resumed.Unmeasured(new SweepGrid(Samples.Options.ToGrid()).Cells)
        );
    }

    [Fact]
    public void A_resumed_run_is_running_again()
    {
        using (RunFolder run = RunFolder.Create(Run, Samples.Run))
            run.End(RunState.Interrupted, Samples.Start.AddMinutes(3));

        using RunFolder resumed = RunFolder.Resume(Run, Samples.Git, Samples.Machine);

        RunRecord read = RunFolder.Read(Run).Run;
        Assert.Equal((RunState.Running, (DateTimeOffset?)null), (read.State, read.EndedUtc));
    }

    [Fact]
    public void A_run_is_not_resumed_at_another_commit_or_on_another_machine()
    {
        Record(Samples.Measured());
        byte[] before = File.ReadAllBytes(_folder["run", "run.json"]);

        Refused(() => RunFolder.Resume(Run, new GitFacts("0123456789", false), Samples.Machine), "commit");
        Refused(() => RunFolder.Resume(Run, Samples.Git with { Dirty = true }, Samples.Machine), "dirty");
        Refused(() => RunFolder.Resume(Run, Samples.Git with { Dirty = null }, Samples.Machine), "unknown changes");
        Refused(() => RunFolder.Resume(Run, Samples.Git, Samples.Machine with { CpuModel = "Apple M2" }), "machine");

        Assert.Equal(before, File.ReadAllBytes(_folder["run", "run.json"]));
    }

    [Fact]
    public void A_run_is_written_by_one_process_at_a_time()
    {
        using (RunFolder first = RunFolder.Create(Run, Samples.Run))
            Refused(() => RunFolder.Resume(Run, Samples.Git, Samples.Machine));

        RunFolder.Resume(Run, Samples.Git, Samples.Machine).Dispose();
    }

    [Fact]
    public void Nothing_but_records_is_left_in_the_folder()
    {
        Record(Samples.Measured());

        Assert.Equal(["cells.jsonl", "pairs", "run.json"], Directory.GetFileSystemEntries(Run).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_report_takes_the_place_of_the_one_before_as_a_whole()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);

        run.WriteText("report.md", "a long first report\n");
        run.WriteText("report.md", "µ\n");

        Assert.Equal("µ\n"u8, File.ReadAllBytes(_folder["run", "report.md"]));
        Assert.DoesNotContain(Directory.EnumerateFiles(Run), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_not_a_run_is_refused()
    {
        _folder.Write("file", "");
        Directory.CreateDirectory(_folder["empty"]);

        foreach (string path in (string[])["nowhere", "file", "empty"])
            Refused(() => RunFolder.Read(_folder[path]), path);
    }

    [Theory]
    [InlineData("run.json", null)]
    [InlineData("cells.jsonl", null)]
    [InlineData("run.json", "")]
    [InlineData("run.json", "hello")]
    [InlineData("run.json", "{\"schemaVersion\":1}")]
    [InlineData("run.json", "{\"schemaVersion\":99}")]
    [InlineData("cells.jsonl", "hello\n")]
    [InlineData("cells.jsonl", "{\"schemaVersion\":99}\n")]
    [InlineData("cells.jsonl", "{\"schemaVersion\":1}")]
    public void A_damaged_file_is_named_with_what_is_wrong(string file, string? content)
    {
        Record(Samples.Measured());
        File.Delete(_folder["run", file]);
        if (content is not null)
            _folder.Write($"run/{file}", content);

        string of = $"{file} {(content is null ? "is gone" : $"holds '{content.TrimEnd()}'")}";
        Refused(() => RunFolder.Read(Run), of);
        Refused(() => RunFolder.Resume(Run, Samples.Git, Samples.Machine), of);
    }

    [Theory]
    [InlineData("run.json", "\"secondsPerCell\": 4", "\"secondsPerCell\": 1e999")]
    [InlineData("run.json", "\"secondsPerCell\": 4", "\"secondsPerCell\": 0")]
    [InlineData("run.json", "\"threads\": 1,", "\"threads\": 0,")]
    [InlineData("run.json", "\"state\": \"running\"", "\"state\": \"finished\"")]
    [InlineData("run.json", "\"startedUtc\": \"2026-11-24T11:23:58+00:00\"", "\"startedUtc\": \"yesterday\"")]
    [InlineData("run.json", "\"cpu\"", "\"CPU!\"")]
    [InlineData("cells.jsonl", "0.00123", "NaN")]
    [InlineData("cells.jsonl", "20261124T112358Z-447a192982", "20200101T000000Z-0000000")]
    public void An_edited_value_is_found(string file, string whole, string edited)
    {
        Record(Samples.Measured());
        string content = File.ReadAllText(_folder["run", file]);
        Assert.Contains(whole, content, StringComparison.Ordinal);

        _folder.Write($"run/{file}", content.Replace(whole, edited, StringComparison.Ordinal));

        Refused(() => RunFolder.Read(Run), $"{whole} → {edited}");
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("cells.jsonl")]
    public void A_folder_in_the_place_of_a_file_is_found(string file)
    {
        Record(Samples.Measured());
        File.Delete(_folder["run", file]);
        Directory.CreateDirectory(_folder["run", file]);

        Refused(() => RunFolder.Read(Run), file);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_finished_run_that_was_cut_off_is_found(int wholeLines)
    {
        RecordAll();
        string[] lines = File.ReadAllLines(CellsFile);
        File.WriteAllText(
            CellsFile,
            string.Concat(lines.Take(wholeLines).Select(line => line + "\n")) + (wholeLines == 5 ? lines[5][..100] : "")
        );

        Refused(() => RunFolder.Read(Run), $"after line {wholeLines}");
    }

    [Fact]
    public void A_finished_run_that_is_whole_is_read()
    {
        RecordAll();

        Assert.Equal((RunState.Finished, 6), (RunFolder.Read(Run).Run.State, RunFolder.Read(Run).Cells.Count));
    }

    [Fact]
    public void Blocks_are_kept_beside_the_cell_that_they_belong_to()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        run.WriteBlocks(Cells.Of(4, 8), Comparison.Overhead, Samples.Blocks);
        run.WriteBlocks(Cells.Of(4, 8), Comparison.NoiseFloor, Samples.Blocks[..1]);

        Assert.True(RawData.Exists(Run, Cells.Of(4, 8), Comparison.Overhead));
        Assert.False(RawData.Exists(Run, Cells.Of(1, 8), Comparison.Overhead));
        Assert.Equivalent(Samples.Blocks, RawData.ReadBlocks(Run, Cells.Of(4, 8), Comparison.Overhead), strict: true);
        Assert.Equivalent(Samples.Blocks[..1], RawData.ReadBlocks(Run, Cells.Of(4, 8), Comparison.NoiseFloor), strict: true);
    }

    [Fact]
    public void Blocks_that_are_missing_or_another_cells_are_refused()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        run.WriteBlocks(Cells.Of(4, 8), Comparison.Overhead, Samples.Blocks);
        File.Copy(
            _folder["run", "pairs", "cpu-mlp-b32-a4-l8-batches.overhead.blocks.gz"],
            _folder["run", "pairs", "cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz"]
        );

        Refused(() => RawData.ReadBlocks(Run, Cells.Of(4, 8), Comparison.NoiseFloor), "missing");
        Refused(() => RawData.ReadBlocks(Run, Cells.Of(1, 8), Comparison.Overhead), "of another cell");
    }

    [Fact]
    public void What_pairs_say_of_the_overhead_comes_from_blocks_or_from_the_pairs_of_a_run_of_schema_1()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        File.WriteAllBytes(
            _folder["run", "pairs", "cpu-mlp-b32-a4-l8-batches.overhead.pairs.gz"],
            Version1Pairs.Encode("cpu-mlp-b32-a4-l8-batches", Comparison.Overhead, Samples.Launches)
        );

        IReadOnlyList<LaunchOverheads> old = RawData.ReadOverheads(Run, Cells.Of(4, 8), Comparison.Overhead);
        Assert.Equal([0.001, 0.00198, 0], old[0].Overheads.Select(overhead => Math.Round(overhead, 5)));
        Assert.Equal([3, 0, 1], old.Select(launch => launch.Overheads.Count));

        run.WriteBlocks(Cells.Of(4, 8), Comparison.Overhead, [Samples.BlocksOf([1000, 1000], [1010, 1010])]);
        Assert.Equal(0.01, Assert.Single(Assert.Single(RawData.ReadOverheads(Run, Cells.Of(4, 8), Comparison.Overhead)).Overheads), 12);
    }

    private void Record(params CellRecord[] records)
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        foreach (CellRecord record in records)
            run.Append(record);
    }

    private void RecordAll()
    {
        using RunFolder run = RunFolder.Create(Run, Samples.Run);
        foreach (Cell cell in new SweepGrid(Samples.Options.ToGrid()).Cells)
        {
            run.Append(
                RuleAnswers.Of(cell).Current
                    ? Samples.Measured(cell.Accumulate, cell.LogEvery)
                    : Samples.Rejected(cell.Accumulate, cell.LogEvery)
            );
        }

        run.End(RunState.Finished, Samples.Start.AddMinutes(3));
    }

    private static string Json(RunRecord run) => System.Text.Json.JsonSerializer.Serialize(run, RecordJson.Default.RunRecord);

    private void Refused(Func<object> action, string? of = null, [CallerMemberName] string test = "")
    {
        string message = Assert.Throws<InputException>(action).Message;
        Wording.Matches(_folder.Unrooted(message), of, test);
        Assert.DoesNotContain('\n', message);
    }
}
