using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;
using static ThroughputBench.Tests.Checks.SampleRuns;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>check --run</c>: verdicts from files alone.</summary>
[Collection(TrainingTests.Name)]
public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Within_budget_and_no_worse_is_0()
    {
        Program.Outcome outcome = await CheckAsync(Of(), Of());

        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Without_a_baseline_only_the_budget_is_checked()
    {
        Program.Outcome outcome = await CheckAsync(Of(With(Cells.Of(1, 2), Overhead(0.4, 0.05))), null);

        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Over_budget_is_1()
    {
        Program.Outcome outcome = await CheckAsync(Of(With(Cells.Of(1, 2), Overhead(1.2, 0.05))), null);

        Assert.Equal(1, outcome.ExitCode);
    }

    [Fact]
    public async Task Worse_than_the_baseline_though_within_budget_is_1()
    {
        Program.Outcome outcome = await CheckAsync(Of(With(Cells.Of(1, 2), Overhead(1.2, 0.05))), Of(), "--budget", "2%");

        Assert.Equal(1, outcome.ExitCode);
    }

    [Fact]
    public async Task An_inconclusive_check_exits_with_3()
    {
        Program.Outcome outcome = await CheckAsync(Of(record => record with { NoiseFloor = Floor(0.6) }), null);

        Assert.Equal(3, outcome.ExitCode);
    }

    [Fact]
    public async Task A_baseline_from_another_machine_is_4()
    {
        RecordedRun here = Of(),
            there = Of(run: here.Run with { Machine = Samples.Machine with { LogicalCores = 64 } });

        Program.Outcome outcome = await CheckAsync(here, there);

        Assert.Equal(4, outcome.ExitCode);
    }

    [Fact]
    public async Task A_failed_cell_is_5()
    {
        Program.Outcome outcome = await CheckAsync(
            Of(record => record.Cell == Cells.Of(1, 2) ? CellRecord.Failed(Samples.Run, record.Cell, "It broke.") : record),
            null
        );

        Assert.Equal(5, outcome.ExitCode);
    }

    [Fact]
    public async Task If_nothing_is_comparable_it_is_reported_before_anything_is_measured()
    {
        Program.Outcome outcome = await Program.RunHereAsync(
            "check",
            "--workload",
            "mlp",
            "--baseline",
            Of().Write(_folder["baseline"]),
            "--output",
            _folder["run"]
        );

        Assert.Equal((4, false), (outcome.ExitCode, outcome.Output.Length == 0));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task Text_Markdown_and_JSON_are_the_reports_of_the_same_result()
    {
        RecordedRun run = Of(With(Cells.Of(1, 2), Overhead(1.2, 0.05))),
            baseline = Of();

        Program.Outcome text = await CheckAsync(run, baseline, "--markdown", _folder["check.md"]);
        Program.Outcome json = await Program.RunHereAsync("check", "--run", _folder["run"], "--baseline", _folder["baseline"], "--json");

        CheckResult result = CheckJudge.Of(RunFolder.Read(_folder["run"]), RunFolder.Read(_folder["baseline"]), new CheckLimits());
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(CheckJson.Of(result) + "\n", json.Output.ReplaceLineEndings("\n"));
        using var output = new StringWriter();
        CheckReport.Of(result).WriteTo(ReportConsole.ForResults(output));
        Assert.Equal(output.ToString().ReplaceLineEndings("\n"), text.Output);
        Assert.Equal(CheckReport.Of(result).ToMarkdown(), await File.ReadAllTextAsync(_folder["check.md"]));
    }

    [Theory]
    [InlineData("cells.jsonl", "0.0024", "NaN", "no JSON")]
    [InlineData("cells.jsonl", "0.0024", "1e999", "not finite")]
    [InlineData("cells.jsonl", "0.0024", "0.0001", "above the upper end")]
    [InlineData("run.json", "\"schemaVersion\": 2", "\"schemaVersion\": 99", "another schema")]
    [InlineData("run.json", null, "", "empty")]
    [InlineData("cells.jsonl", null, "", "no cells")]
    [InlineData("cells.jsonl", null, "{\"schemaVersion\":1,\"runId\":\"2026", "cut off")]
    [InlineData("run.json", null, null, "gone")]
    public async Task A_baseline_that_is_damaged_is_refused_in_one_line(string file, string? what, string? with, string name)
    {
        string run = Of().Write(_folder["run"]),
            baseline = Of().Write(_folder["baseline"]),
            edited = Path.Combine(baseline, file);
        if (with is null)
        {
            File.Delete(edited);
        }
        else
        {
            await File.WriteAllTextAsync(
                edited,
                what is null ? with : (await File.ReadAllTextAsync(edited)).Replace(what, with, StringComparison.Ordinal)
            );
        }

        Program.Outcome outcome = await Program.RunHereAsync(
            "check",
            "--run",
            run,
            "--baseline",
            baseline,
            "--markdown",
            _folder["check.md"]
        );

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(Assert.Single(outcome.ErrorLines).Replace(_folder.Path, "FOLDER", StringComparison.Ordinal), name);
        Assert.Empty(outcome.Output);
        Assert.False(File.Exists(_folder["check.md"]));
    }

    private async Task<Program.Outcome> CheckAsync(RecordedRun run, RecordedRun? baseline, params string[] options)
    {
        List<string> arguments = ["check", "--run", run.Write(_folder["run"]), .. options];
        if (baseline is not null)
            arguments.AddRange(["--baseline", baseline.Write(_folder["baseline"])]);
        Program.Outcome outcome = await Program.RunHereAsync([.. arguments]);
        return outcome with { Output = outcome.Output.ReplaceLineEndings("\n") };
    }
}
