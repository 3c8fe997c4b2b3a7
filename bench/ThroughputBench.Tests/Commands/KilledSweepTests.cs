using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Commands;

public sealed class KilledSweepTests(KilledSweep sweep) : IClassFixture<KilledSweep>
{
    [Fact]
    public void Killed_with_9_it_has_every_finished_cell_on_disk()
    {
        RecordedRun run = sweep.Killed.Run;

        Assert.Equal(128 + 9, sweep.Killed.Outcome.ExitCode);
        Assert.Equal(RunState.Running, run.Run.State);
        Assert.Equal(CellStatus.Rejected, StatusOf(run, Cells.Of(2, 1)));
        Assert.Equal(CellStatus.Measured, StatusOf(run, Cells.Of(1, 1)));
        Assert.NotEmpty(RawData.ReadBlocks(sweep.Killed.Folder, Cells.Of(1, 1), Comparison.Overhead));
    }

    [Fact]
    public void Interrupted_it_ends_with_130_and_says_how_to_resume()
    {
        Assert.All([sweep.InterruptedAlone, sweep.InterruptedByCtrlC], stage =>
        {
            Assert.Equal(130, stage.Outcome.ExitCode);
            Assert.Equal(RunState.Interrupted, stage.Run.Run.State);
            string folder = Path.GetDirectoryName(stage.Folder)!;
            Wording.Matches(stage.Outcome.ErrorLines[^1].Replace(folder, "FOLDER", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Interrupted_it_keeps_and_reports_the_finished_cells_and_calls_no_other_failed()
    {
        Assert.All([sweep.InterruptedAlone, sweep.InterruptedByCtrlC], stage =>
        {
            Assert.Equal(sweep.Killed.Lines, stage.Lines);
            Assert.Equal(RunReport.Files(stage.Run, stage.Folder).First().Text, stage.Report);
            Assert.Contains("mlp on cpu", stage.Outcome.Output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Resumed_it_measures_only_what_is_missing()
    {
        string[] before = sweep.Killed.Lines,
            after = sweep.Resumed.Lines;

        Assert.Equal(before, after[..before.Length]);
        Assert.Equal(4, after.Select(WithoutDirectCost).Distinct().Count());
        Assert.Equal(RunState.Finished, sweep.Resumed.Run.Run.State);
        Assert.Equal(
            [Cells.Of(1, 1), Cells.Of(1, 2), Cells.Of(2, 1), Cells.Of(2, 2)],
            sweep.Resumed.Run.Cells.Select(record => record.Cell).OrderBy(cell => (cell.Accumulate, cell.LogEvery))
        );
    }

    /// <summary>A cell's line comes again when the other cells are measured: what launches differ by is then in its direct cost.</summary>
    private static string WithoutDirectCost(string line)
    {
        JsonNode cell = JsonNode.Parse(line)!;
        cell.AsObject().Remove("directCost");
        return cell.ToJsonString();
    }

    [Fact]
    public void Its_exit_code_is_what_the_records_say()
    {
        IReadOnlyList<CellRecord> cells = sweep.Resumed.Run.Cells;
        bool untrue = cells.Any(cell => cell.Agreement is { Agrees: false } || cell.SameLosses == false);
        bool failed = cells.Any(cell => cell.Status == CellStatus.Failed),
            unsure = cells.Any(cell => cell.Status == CellStatus.TimedOut);

        Assert.Equal(
            untrue ? 1
                : failed ? 5
                : unsure ? 3
                : 0,
            sweep.Resumed.Outcome.ExitCode
        );
    }

    [Fact]
    public void A_device_error_in_its_process_fails_its_cell_and_keeps_the_others()
    {
        CellRecord failed = Assert.Single(sweep.Resumed.Run.Cells, cell => cell.Status == CellStatus.Failed);

        Assert.Equal(Cells.Of(2, 2), failed.Cell);
        Wording.Matches(failed.Reason);
        Assert.DoesNotContain('\n', failed.Reason ?? "");
    }

    [Fact]
    public void Every_measured_cell_has_all_that_was_asked_of_it()
    {
        CellRecord[] measured = [.. sweep.Resumed.Run.Cells.Where(cell => cell.Status == CellStatus.Measured)];

        Assert.NotEmpty(measured);
        Assert.All(measured, cell =>
        {
            Assert.True(cell.SameLosses);
            Assert.Equal(0, cell.AllocatedBytesPerBatch);
            Assert.InRange(cell.Overhead!.Estimate, cell.Overhead.Lower, cell.Overhead.Upper);
            Assert.True(cell.Agreement is { Logs: > 0, ReportedSamplesPerSecond: > 0 });
            Assert.Equal(
                cell.Overhead.Pairs,
                RawData.ReadBlocks(sweep.Resumed.Folder, cell.Cell, Comparison.Overhead).Sum(launch => launch.Pairs)
            );
        });
    }

    [Fact]
    public void The_pairs_of_its_noise_floor_are_kept_under_the_workloads_first_cell()
    {
        int pairs = RawData.ReadBlocks(sweep.Resumed.Folder, Cells.Of(1, 1), Comparison.NoiseFloor).Sum(launch => launch.Pairs);

        // A floor that was measured again for the cells after it has taken the file's place.
        Assert.InRange(pairs, 1, int.MaxValue);
    }

    [Fact]
    public void Its_reports_are_made_from_the_records()
    {
        Assert.Equal(RunReport.Files(sweep.Resumed.Run, sweep.Resumed.Folder).First().Text, sweep.Resumed.Report);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(sweep.Resumed.Folder, "bdn"), "*-report-github.md", SearchOption.AllDirectories));
    }

    [Fact]
    public void With_json_there_is_nothing_but_the_document_on_standard_output()
    {
        using JsonDocument document = JsonDocument.Parse(sweep.Resumed.Outcome.Output);

        Assert.Equal(JsonReport.Of(sweep.Resumed.Run), sweep.Resumed.Outcome.Output.TrimEnd('\n'));
        Assert.Equal(4, document.RootElement.GetProperty("cells").GetArrayLength());
    }

    [Fact]
    public void With_quiet_there_is_nothing_on_standard_error() => Assert.Empty(sweep.Resumed.Outcome.Error);

    [Fact]
    public void No_process_is_left_behind() =>
        Assert.All([sweep.Killed, sweep.InterruptedAlone, sweep.InterruptedByCtrlC, sweep.Resumed], stage =>
            Assert.Empty(stage.LeftBehind)
        );

    private static CellStatus StatusOf(RecordedRun run, Cell cell) => run.Cells.Single(record => record.Cell == cell).Status;
}
