using Spectre.Console;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

/// <summary>What a calibration prints, and what a machine's page says of it: each whole, as it is checked in.</summary>
public class CalibrationReportTests
{
    /// <summary>Three checks of each of two kinds; in one of them a cell has no interval.</summary>
    private static readonly CalibrationRecord Quiet = new()
    {
        Baseline = Samples.Run,
        Budget = 0.005,
        Tolerance = 0.0025,
        Slowdowns = [0, 0.01],
        Checks =
        [
            Check(0, "good", "within", 11.5, Cell(0.0021)),
            Check(0, "inconclusive", "inconclusive", 12.5, new CalibrationCheck.Cell("cpu-mlp-b32-a1-l1-batches")),
            Check(0, "good", "within", 12.25, Cell(0.0018)),
            Check(0.01, "bad", "over", 9.75, Cell(0.0119) with { OverBy = "directCost" }),
            Check(0.01, "bad", "over", 9.5, Cell(0.0123) with { OverBy = "wholeStep" }),
            Check(0.01, "failed", "inconclusive", 3),
        ],
    };

    [Fact]
    public void What_it_prints_is_the_text_that_is_checked_in() =>
        Fixture.Matches("calibration.txt", Printed(Quiet));

    [Fact]
    public void Of_checks_on_a_machine_that_was_kept_busy_it_says_so() =>
        Fixture.Matches("calibration-load.txt", Printed(Quiet with { BusyThreads = 2 }));

    [Fact]
    public void One_that_was_interrupted_before_its_first_check_is_a_table_without_rows() =>
        Fixture.Matches("calibration-empty.txt", Printed(Quiet with { Checks = [] }));

    [Fact]
    public void What_a_machines_page_says_is_the_Markdown_that_is_checked_in() =>
        Fixture.Matches("calibration.md", Section(Quiet));

    [Fact]
    public void Checks_on_a_busy_machine_stand_apart_and_do_not_replace_those_on_a_quiet_one() =>
        Fixture.Matches("calibration-both.md", Section(Quiet, Quiet with { BusyThreads = 1 }));

    [Fact]
    public void Checks_on_a_busy_machine_alone_leave_those_on_a_quiet_one_to_be_made() =>
        Fixture.Matches("calibration-load.md", Section(Quiet with { BusyThreads = 2 }));

    [Fact]
    public void A_calibration_without_a_check_yet_is_none() =>
        Fixture.Matches("calibration-none.md", Section(Quiet with { Checks = [] }));

    private static CalibrationCheck Check(
        double slowdown,
        string outcome,
        string verdict,
        double seconds,
        params CalibrationCheck.Cell[] cells
    ) =>
        new()
        {
            Slowdown = slowdown,
            Outcome = outcome,
            OnBudget = verdict,
            OnBaseline = "within",
            Seconds = seconds,
            Cells = cells,
        };

    private static CalibrationCheck.Cell Cell(double estimate) =>
        new("cpu-mlp-b32-a1-l1-batches", estimate, estimate - 0.0004, estimate + 0.0004, NoiseFloorReach: 0.0005);

    private static string Section(params CalibrationRecord[] records) =>
        MarkdownWriter.Write(CalibrationSection.Of(records.Select(record => new PublishedCalibration("machine", "calibration.json", record))));

    private static string Printed(CalibrationRecord record)
    {
        using var output = new StringWriter();
        IAnsiConsole console = ReportConsole.Create(output, isTerminal: false, noColor: null);
        TerminalWriter.Write(console, CalibrationReport.Of(record));
        return output.ToString();
    }
}
