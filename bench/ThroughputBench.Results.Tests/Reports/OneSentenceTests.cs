using System.Runtime.CompilerServices;
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
        Said(Run(record => record with { DirectCost = record.LogEvery == 1 ? SampleRuns.Direct(0.3, 0.1) : SampleRuns.Direct(0.1, 0.1) }));

    [Fact]
    public void Without_a_direct_cost_whole_steps_answer_and_say_so() => Said(Run());

    [Fact]
    public void Wrong_figures_are_counted_and_nothing_is_called_right() =>
        Said(
            Run(record =>
                record.Cell == Cells.Of(1, 2) ? record with { Agreement = record.Agreement! with { Agrees = false } } : record
            )
        );

    [Fact]
    public void A_training_that_the_monitor_changes_is_named() =>
        Said(Run(record => record with { SameLosses = false, TrainingRepeatsItself = true }));

    [Fact]
    public void Figures_that_were_not_compared_are_not_called_right() =>
        Said(Run(record => record with { Agreement = null, Verification = null }));

    [Fact]
    public void An_error_below_what_is_shown_is_not_shown_as_zero() =>
        Said(Run(record => record with { Agreement = record.Agreement! with { RunError = 1e-7 } }));

    [Fact]
    public void Of_two_steps_both_are_answered_the_smaller_first() =>
        Said(Run(record => record.Accumulate == 4 ? record with { Workload = "bytelm", StepNanoseconds = 4 * 2.5e6 } : record));

    [Fact]
    public void A_planted_fault_is_not_passed_off_as_the_monitors_own_cost()
    {
        RunRecord run = SampleRuns.Of().Run;

        Said(Run(run: run with { Options = run.Options with { Fault = "slow=1%" } }));
    }

    [Fact]
    public void Without_a_measured_cell_there_is_no_answer() => Assert.Null(OneSentence.Of(new RecordedRun(Samples.Run, [])));

    private static void Said(RecordedRun run, [CallerMemberName] string test = "") =>
        Wording.Matches(OneSentence.Of(run), test: test);

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
