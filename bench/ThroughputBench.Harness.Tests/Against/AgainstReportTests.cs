using Spectre.Console;
using ThroughputBench.Against;
using ThroughputBench.Grid;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Against;

/// <summary>What a check against a commit prints, writes for a pull request and gives to machines: each whole, as it is checked in.</summary>
public class AgainstReportTests
{
    private static readonly Dictionary<string, AgainstResult> Checks = new()
    {
        ["good"] = Of("447a192982", Hook(Cells.Of(1, 4), 0, 25), Hook(Cells.Of(4, 8), 0, 25)),
        ["worse"] = Of(
            "main",
            Whole(Cells.Of(1, 1), 0.4, 0.05),
            Whole(Cells.Of(1, 2), 0, 0.05) with
            {
                MoreBytesPerBatch = 216,
            },
            Whole(Cells.Of(4, 8), 0, 0.05)
        ),
        ["hook"] = Of("main", Hook(Cells.Of(1, 4), 60, 20), Hook(Cells.Of(4, 8), 60, 20)),
        ["inconclusive"] = Of("main", Whole(Cells.Of(1, 1), 0.08, 0.05), Whole(Cells.Of(4, 8), 0, 0.05)),
        ["failed"] = Of(
            "main",
            new AgainstCell
            {
                Cell = Cells.Of(1, 1),
                Failed = true,
                Reason = "[red]The process\nended[/] with **1** \u001b[31m<b>.",
            },
            new AgainstCell { Cell = Cells.Of(1, 2), Reason = "No interval." }
        ),
    };

    public static TheoryData<string> Names { get; } = [.. Checks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_prints_is_the_text_that_is_checked_in(string name) => Matches($"{name}.txt", Printed(Checks[name]));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_writes_for_a_pull_request_is_the_Markdown_that_is_checked_in(string name) =>
        Matches($"{name}.md", AgainstReport.Of(Checks[name]).ToMarkdown());

    [Theory]
    [InlineData("worse")]
    [InlineData("hook")]
    [InlineData("failed")]
    public void What_it_gives_to_machines_is_the_JSON_that_is_checked_in(string name) =>
        Matches($"{name}.json", AgainstJson.Of(Checks[name]));

    private static void Matches(string file, string actual) => Snapshot.Matches($"Fixtures/against-{file}", actual);

    private static AgainstResult Of(string reference, params AgainstCell[] cells) =>
        new AgainstResult
        {
            Reference = reference,
            OldCommit = "447a192982",
            NewCommit = "0a3decb000",
            Machine = "amd-epyc-2c-linux-x64",
            Tolerance = 0.001,
            Cells = cells,
        }.Judged();

    /// <summary>A cell known by whole steps; all in percent of a step.</summary>
    private static AgainstCell Whole(Cell cell, double percent, double halfWidth) =>
        new()
        {
            Cell = cell,
            Difference = new RatioEstimate
            {
                Overhead = percent / 100,
                Lower = (percent - halfWidth) / 100,
                Upper = (percent + halfWidth) / 100,
                Confidence = 0.95,
                Pairs = 1000,
            },
            Launches = 6,
            NoiseFloorReach = 0.0005,
        };

    /// <summary>A cell known by its hook too, in a step of 100 µs; in nanoseconds.</summary>
    private static AgainstCell Hook(Cell cell, double nanoseconds, double halfWidth) =>
        Whole(cell, 0, 0.05) with
        {
            Hook = new(new(nanoseconds, halfWidth / 2.57, 5), 260, 100_000, 6, 10_000),
            WarmHook = new(new(nanoseconds, halfWidth / 22.6, 9), 140, 10_000, 10, 48_000),
        };

    private static string Printed(AgainstResult result)
    {
        using var output = new StringWriter();
        IAnsiConsole console = ReportConsole.Create(output, isTerminal: false, noColor: null);
        AgainstReport.Of(result).WriteTo(console);
        return output.ToString();
    }
}
