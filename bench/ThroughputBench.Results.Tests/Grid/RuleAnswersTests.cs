using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using Xunit;

namespace ThroughputBench.Tests.Grid;

public class RuleAnswersTests
{
    [Theory]
    [InlineData(1, 1, true, true)]
    [InlineData(4, 8, true, false)] // sound, and turned away by the reversed rule
    [InlineData(8, 4, false, true)] // cuts cycles, and let in by it
    [InlineData(4, 4, true, true)]
    [InlineData(4, 6, false, false)]
    [InlineData(1, 50, true, false)]
    public void In_batches_the_right_rule_asks_L_mod_A_and_the_reversed_one_A_mod_L(
        int accumulate,
        int logEvery,
        bool current,
        bool reversed
    ) => Assert.Equal(new RuleAnswers(current, reversed), RuleAnswers.Of(Cells.Of(accumulate, logEvery)));

    [Theory]
    [InlineData(8, 4, true)]
    [InlineData(4, 8, false)]
    [InlineData(4, 6, false)]
    public void In_steps_the_right_rule_accepts_all_and_the_reversed_one_is_blind_to_the_unit(
        int accumulate,
        int logEvery,
        bool reversed
    ) => Assert.Equal(new RuleAnswers(true, reversed), RuleAnswers.Of(Cells.Of(accumulate, logEvery, LogUnit.Steps)));
}
