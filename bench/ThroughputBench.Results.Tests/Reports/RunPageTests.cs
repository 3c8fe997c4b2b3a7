using System.Text.RegularExpressions;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class RunPageTests
{
    private static readonly RecordedRun Sample = new(Samples.Run, [Samples.Measured(4, 8), Samples.Rejected(4, 2)]);

    [Fact]
    public void The_report_of_the_fixture_is_the_one_that_is_checked_in() => Fixture.Matches("report.md", Report(Fixture.Run));

    [Fact]
    public void It_says_how_to_repeat_the_run_with_one_command() =>
        Assert.Contains($"```sh\n{Samples.Options.ToCommand()}\n```\n", Report(Sample), StringComparison.Ordinal);

    [Fact]
    public void A_refused_cell_stands_in_its_table_with_what_the_reversed_rule_says() =>
        Wording.Matches(Cells(Sample.Cells[1]));

    [Fact]
    public void A_measured_cell_that_the_reversed_rule_refuses_says_so() =>
        Wording.Matches(Cells(Sample.Cells[0]));

    [Fact]
    public void What_should_not_be_is_bold()
    {
        CellRecord sound = Samples.Measured(),
            cell = sound with { SameLosses = false, Agreement = Samples.Agreement with { Agrees = false } };

        Wording.Matches(
            LineChanges.Between(Report(new RecordedRun(Samples.Run, [sound])), Report(new RecordedRun(Samples.Run, [cell])))
        );
    }

    [Fact]
    public void A_cell_without_agreement_or_noise_floor_has_empty_fields()
    {
        CellRecord bare = CellRecord.Measured(Samples.Run, Samples.Measured().Cell, Samples.Overhead);

        Wording.Matches(Cells(bare));
    }

    [Fact]
    public void No_text_of_a_record_is_markup()
    {
        const string Attack = "<img src=x onerror=alert(1)> | `a` **b** [c](http://d.e)\n# f";
        RunRecord run = Samples.Run with
        {
            RunId = Attack,
            Commit = Attack,
            Disturbances = [Attack],
            Machine = Samples.Machine with
            {
                OsDescription = Attack,
                CpuGovernor = Attack,
                Hypervisor = Attack,
                Runtime = Attack,
                GarbageCollector = Attack,
            },
            Versions = Samples.Run.Versions with { TorchSharp = Attack, Libtorch = Attack },
            Options = Samples.Options with
            {
                Fault = Attack,
                Data = new DataFacts
                {
                    Workload = "bytelm",
                    Name = Attack,
                    Bytes = 1,
                    Sha256 = Attack,
                },
            },
        };

        string report = Report(new RecordedRun(run, [CellRecord.Failed(run, Samples.Measured().Cell, Attack)]));

        string outsideOfCode = report.Replace(run.Options.ToCommand().ReplaceLineEndings(" "), "", StringComparison.Ordinal);
        string whatIsNotEscaped = Regex.Replace(outsideOfCode, @"\\.", "");
        Assert.DoesNotContain("<", whatIsNotEscaped, StringComparison.Ordinal);
        Assert.DoesNotContain("[c", whatIsNotEscaped, StringComparison.Ordinal);
        Assert.DoesNotContain("`a", whatIsNotEscaped, StringComparison.Ordinal);
        Assert.DoesNotContain("**b", whatIsNotEscaped, StringComparison.Ordinal);
        Assert.DoesNotContain("://", whatIsNotEscaped, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# f", whatIsNotEscaped, StringComparison.Ordinal);
    }

    /// <summary>The table of every figure of some cells.</summary>
    private static string Cells(params CellRecord[] cells) =>
        MarkdownWriter.Write([new Block.Tabular(CellFigures.All(CellTable.Of(cells)[0]))]);

    private static string Report(RecordedRun recorded) =>
        MarkdownWriter.Write(RunPage.Of(recorded, RawReadings.None, [], RunSupplements.None));
}
