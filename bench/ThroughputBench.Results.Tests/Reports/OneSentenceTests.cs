using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class OneSentenceTests
{
    [Fact]
    public void It_says_the_least_and_the_most_how_sure_that_is_and_that_the_figures_are_right() =>
        Assert.Equal(
            "The monitor costs 0.10% to 0.30% of a step of mlp on cpu, 60.0 ns to 180.0 ns per micro-batch "
                + "(95% sure in each cell: at most 0.40%; whole steps show no more); "
                + "its figures are right: over whole runs its samples/s differ from an independent clock's by at most 0.012%.",
            OneSentence.Of(Run(record => record with { DirectCost = record.LogEvery == 1 ? SampleRuns.Direct(0.3, 0.1) : SampleRuns.Direct(0.1, 0.1) }))
        );

    [Fact]
    public void Without_a_direct_cost_whole_steps_answer_and_say_so() =>
        Assert.StartsWith(
            "The monitor costs 0.20% of a step of mlp on cpu, by whole steps alone (95% sure in each cell: at most 0.24%); ",
            OneSentence.Of(Run()),
            StringComparison.Ordinal
        );

    [Fact]
    public void Wrong_figures_are_counted_and_nothing_is_called_right()
    {
        string answer = OneSentence.Of(
            Run(record =>
                record.Cell == Cells.Of(1, 2) ? record with { Agreement = record.Agreement! with { Agrees = false } } : record
            )
        )!;

        Assert.EndsWith("; its figures are WRONG in 1 of 4 cells.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("are right", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_the_monitor_changes_is_named() =>
        Assert.EndsWith(
            ", and it CHANGES the training in 4 cells.",
            OneSentence.Of(Run(record => record with { SameLosses = false, TrainingRepeatsItself = true })),
            StringComparison.Ordinal
        );

    [Fact]
    public void Figures_that_were_not_compared_are_not_called_right() =>
        Assert.EndsWith(
            "; its samples/s were not compared with an independent clock's.",
            OneSentence.Of(Run(record => record with { Agreement = null, Verification = null })),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_error_below_what_is_shown_is_not_shown_as_zero() =>
        Assert.EndsWith(
            "by less than 0.001%.",
            OneSentence.Of(Run(record => record with { Agreement = record.Agreement! with { RunError = 1e-7 } })),
            StringComparison.Ordinal
        );

    [Fact]
    public void Of_two_steps_both_are_answered_the_smaller_first()
    {
        RecordedRun run = Run(record =>
            record.Accumulate == 4 ? record with { Workload = "bytelm", StepNanoseconds = 4 * 2.5e6 } : record
        );

        Assert.Matches("^In the smallest step the monitor costs .* of mlp on cpu.*; in the largest it costs .* of bytelm .* on cpu.*$", OneSentence.Of(run));
    }

    [Fact]
    public void A_planted_fault_is_not_passed_off_as_the_monitors_own_cost()
    {
        RunRecord run = SampleRuns.Of().Run;

        Assert.StartsWith(
            "With the planted fault slow=1%, the monitor costs ",
            OneSentence.Of(Run(run: run with { Options = run.Options with { Fault = "slow=1%" } })),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_measured_cell_there_is_no_answer() => Assert.Null(OneSentence.Of(new RecordedRun(Samples.Run, [])));

    private static RecordedRun Run(Func<CellRecord, CellRecord>? change = null, RunRecord? run = null) =>
        SampleRuns.Of(
            record =>
                (change ?? (same => same))(
                    record with
                    {
                        Agreement = Samples.Agreement with { RunError = -0.00012, Agrees = true },
                        Verification = null,
                    }
                ),
            run
        );
}
