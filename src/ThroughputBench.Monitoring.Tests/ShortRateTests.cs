using System.Globalization;
using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class ShortRateTests
{
    [Theory]
    [InlineData(0, "0 samples/s")]
    [InlineData(0.00425, "0.00425 samples/s")]
    [InlineData(0.9995, "1.00 samples/s")]
    [InlineData(0.9996, "1.00 samples/s")]
    [InlineData(9.995, "10.0 samples/s")]
    [InlineData(9.996, "10.0 samples/s")]
    [InlineData(80, "80.0 samples/s")]
    [InlineData(99.95, "100 samples/s")]
    [InlineData(99.96, "100 samples/s")]
    [InlineData(999.4, "999 samples/s")]
    [InlineData(999.5, "1.00k samples/s")]
    [InlineData(999.6, "1.00k samples/s")]
    [InlineData(1234, "1.23k samples/s")]
    [InlineData(512_034, "512k samples/s")]
    [InlineData(999_600, "1.00M samples/s")]
    [InlineData(-1234, "-1.23k samples/s")]
    [InlineData(999.5e18, "1E+03E samples/s")]
    [InlineData(1e30, "1E+12E samples/s")]
    [InlineData(double.NaN, "NaN samples/s")]
    public void A_rate_has_three_digits_and_a_prefix(double perSecond, string text) =>
        Assert.Equal(text, ShortRate.Of(perSecond, "samples"));

    [Theory]
    [InlineData(10, "10.0 FLOP/s")]
    [InlineData(5.83907e10, "58.4 GFLOP/s")]
    [InlineData(7.56e14, "756 TFLOP/s")]
    [InlineData(1.9789e15, "1.98 PFLOP/s")]
    public void The_prefix_of_FLOPs_stands_at_the_unit(double perSecond, string text) => Assert.Equal(text, ShortRate.OfFlops(perSecond));

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            Assert.Equal("1.23k samples/s", ShortRate.Of(1234, "samples"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
