using Spectre.Console;
using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;
using static ThroughputBench.Tests.Checks.SampleRuns;

namespace ThroughputBench.Tests.Reports;

/// <summary>What a check prints, writes for a pull request and gives to machines: each whole, as it is checked in.</summary>
public class CheckReportTests
{
    private static readonly Dictionary<string, CheckResult> Checks = new()
    {
        ["good"] = Judge(Of(WithDirect), Of(WithDirect)),
        ["no-baseline"] = Judge(Of(), null) with { NoBaseline = "Nothing is published of this machine." },
        ["over"] = Judge(
            Of(
                With(Cells.Of(1, 2), Overhead(1.2, 0.05)),
                Samples.Run with
                {
                    Dirty = true,
                    Options = Samples.Options with { Fault = "slow=1%" },
                }
            ),
            null
        ),
        ["worse"] = Judge(
            Of(record => record.Cell == Cells.Of(1, 2) ? WithDirect(record) with { Overhead = Overhead(1.2, 0.05) } : WithDirect(record)),
            Of(WithDirect),
            budget: 0.02
        ),
        ["false"] = Judge(
            Of(record =>
                record.Cell == Cells.Of(1, 2)
                    ? record with
                    {
                        SameLosses = false,
                        Agreement = Samples.Agreement with { Agrees = false },
                    }
                    : record
            ),
            Of()
        ),
        ["inconclusive"] = Judge(Of(record => record with { NoiseFloor = Floor(0.6) }), null),
        ["not-comparable"] = Judge(Of(), Of(run: Of().Run with { Machine = Samples.Machine with { LogicalCores = 64 } })),
        ["failed"] = Judge(
            Of(record =>
                record.Cell == Cells.Of(1, 2)
                    ? CellRecord.Failed(Samples.Run, record.Cell, "[red]It[/] **broke** \u001b[31m<b>.")
                    : record
            ),
            null
        ),
    };

    public static TheoryData<string> Names { get; } = [.. Checks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_prints_is_the_text_that_is_checked_in(string name) =>
        Fixture.Matches($"check-{name}.txt", Printed(Checks[name]));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_writes_for_a_pull_request_is_the_Markdown_that_is_checked_in(string name) =>
        Fixture.Matches($"check-{name}.md", CheckReport.Of(Checks[name]).ToMarkdown());

    [Theory]
    [InlineData("worse")]
    [InlineData("not-comparable")]
    [InlineData("failed")]
    public void What_it_gives_to_machines_is_the_JSON_that_is_checked_in(string name) =>
        Fixture.Matches($"check-{name}.json", CheckJson.Of(Checks[name]));

    [Theory]
    [InlineData("no baseline", false, 0.04)]
    [InlineData("a baseline", true, 0.04)]
    [InlineData("a wide baseline", true, 0.3)]
    public void A_check_of_a_run_that_lacks_a_cell_says_what_is_open(string what, bool hasBaseline, double halfWidthOfBaseline)
    {
        RecordedRun whole = Of(),
            cut = whole with { Cells = [.. whole.Cells.Skip(1)] },
            baseline = Of(record => record with { Overhead = Overhead(0.2, halfWidthOfBaseline) });

        CheckResult result = Judge(cut, hasBaseline ? baseline : null);

        Assert.Equal(CheckOutcome.Inconclusive, result.Outcome);
        Wording.Matches(new CheckFindings(result).Verdict.Text, what);
    }

    [Fact]
    public void A_good_check_says_in_how_many_cells_it_could_be_compared()
    {
        RecordedRun whole = Of(),
            one = whole with { Cells = [.. whole.Cells.Where(record => record.Cell == Cells.Of(1, 2))] };

        Wording.Matches(new CheckFindings(Judge(whole, one)).Verdict.Text);
    }

    [Fact]
    public void A_good_check_names_the_workload_of_which_no_cell_could_be_compared()
    {
        static RecordedRun Both(int batchSize)
        {
            RunRecord run = Of().Run with
            {
                Options = Samples.Options with { Workloads = [new("mlp", 32), new("convnet", batchSize)] },
            };
            CellRecord[] mlp = [.. Of(run: run).Cells];
            return new(
                run,
                [.. mlp, .. mlp.Select(record => record with { Workload = "convnet", BatchSize = batchSize, Shape = null })]
            );
        }

        Wording.Matches(new CheckFindings(Judge(Both(4), Both(8))).Verdict.Text);
    }

    [Fact]
    public void Agreement_that_was_not_measured_leaves_a_check_open_as_it_does_a_sweep()
    {
        RecordedRun run = Of(record =>
            record.Cell == Cells.Of(1, 2)
                ? record with
                {
                    Agreement = null,
                    Reason = "Agreement was not measured: a cycle takes 9 s.",
                }
                : record
        );
        CheckResult result = Judge(run, null);
        var findings = new CheckFindings(result);

        Assert.Equal((CheckOutcome.Inconclusive, CheckOutcome.Inconclusive), (result.Outcome, new Findings(run).Outcome));
        Wording.Matches(string.Join('\n', [.. findings.All().Select(finding => finding.Text), findings.Verdict.Text, findings.Next]));
    }

    private static CellRecord WithDirect(CellRecord record) => record with { DirectCost = Direct(0.1, 0.01) };

    private static CheckResult Judge(RecordedRun run, RecordedRun? baseline, double budget = 0.005) =>
        CheckJudge.Of(run, baseline, new CheckLimits(budget));

    private static string Printed(CheckResult result)
    {
        using var output = new StringWriter();
        IAnsiConsole console = ReportConsole.Create(output, isTerminal: false, noColor: null);
        CheckReport.Of(result).WriteTo(console);
        return output.ToString();
    }
}
