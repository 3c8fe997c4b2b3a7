namespace ThroughputBench.Statistics.Tests;

public sealed class ErrorSummaryTests
{
    [Fact]
    public void Quantiles_are_those_of_R_and_NumPy()
    {
        ErrorSummary summary = ErrorSummary.Of([0.1, -0.02, 0.03, 0.01, -0.04]);

        // R: quantile(c(.01, .02, .03, .04, .1), c(.5, .95))
        Assert.Equal((5, 0.03, 0.1), (summary.Count, summary.Median, summary.Worst));
        Assert.Equal(0.088, summary.P95, 12);
    }

    [Fact]
    public void One_error_is_its_own_summary()
    {
        ErrorSummary summary = ErrorSummary.Of([-0.5]);

        Assert.Equal((0.5, 0.5, 0.5), (summary.Median, summary.P95, summary.Worst));
    }

    [Fact]
    public void Nothing_and_what_is_no_number_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ErrorSummary.Of([]));
        string message = Assert.Throws<ArgumentException>(() => ErrorSummary.Of([0, double.NaN])).Message;
        Wording.Matches(message);
        Assert.Throws<ArgumentException>(() => ErrorSummary.Of([double.NegativeInfinity]));
    }
}
