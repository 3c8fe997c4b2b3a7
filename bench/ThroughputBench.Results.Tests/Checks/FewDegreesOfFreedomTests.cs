using System.Text.Json;
using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Checks;

/// <summary>A cell that was disturbed so much that its interval rests on little.</summary>
public class FewDegreesOfFreedomTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.7)]
    public void A_check_says_that_it_is_inconclusive_in_every_form(double degreesOfFreedom)
    {
        CellRecord cell = Samples.Measured(1, 1) with
        {
            Overhead = Samples.Overhead with { Lower = -0.9, Upper = 9, DegreesOfFreedom = degreesOfFreedom },
            DirectCost = Samples.DirectCostOf(9_000, 8_000) with
            {
                DegreesOfFreedom = degreesOfFreedom,
                OwnStandardError = 8_000,
                OwnDegreesOfFreedom = degreesOfFreedom,
            },
        };
        var run = new RecordedRun(Samples.Run with { Options = Samples.Options with { Accumulate = [1], LogEvery = [1] } }, [cell]);

        CheckResult result = CheckJudge.Of(run, run, new CheckLimits());

        Assert.Equal(Verdict.Inconclusive, result.OnBudget);
        Assert.All(
            new CheckFindings(result).All(),
            finding => Assert.DoesNotContain("∞", finding.Text, StringComparison.Ordinal)
        );
        using JsonDocument document = JsonDocument.Parse(CheckJson.Of(result));
        Assert.Equal("inconclusive", document.RootElement.GetProperty("onBudget").GetString());
    }
}
