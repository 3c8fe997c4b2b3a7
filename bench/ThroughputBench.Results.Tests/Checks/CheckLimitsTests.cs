using ThroughputBench.Checks;
using Xunit;

namespace ThroughputBench.Tests.Checks;

public class CheckLimitsTests
{
    [Theory]
    // The tolerance, and what the hooks took in the baseline: shares of a step.
    [InlineData(0.0025, 0.0015, 0.001)]
    [InlineData(0.0025, 0.008, 0.002)]
    [InlineData(0.0025, 0.02, 0.0025)]
    [InlineData(0.0005, 0.0015, 0.0005)]
    public void Hooks_may_take_a_tenth_of_a_percent_of_a_step_more_or_a_quarter_of_their_cost_but_no_more_than_the_tolerance(
        double tolerance,
        double before,
        double expected
    ) => Assert.Equal(expected, new CheckLimits(Tolerance: tolerance).ToleranceOfHooks(before), 9);
}
