using System.Globalization;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class FiguresTests
{
    [Theory]
    [InlineData(0.0012345, 2, "+0.12%")]
    [InlineData(0.0012345, 3, "+0.123%")]
    [InlineData(-0.0012, 2, "-0.12%")]
    [InlineData(0, 2, "0.00%")]
    [InlineData(-0.00001, 2, "0.00%")]
    [InlineData(0.00001, 2, "0.00%")]
    [InlineData(12.5, 2, "+1250.00%")]
    public void A_signed_share_has_its_sign_unless_it_is_rounded_to_nothing(double fraction, int decimals, string text) =>
        Assert.Equal(text, Figures.Signed(fraction, decimals));

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(1e-9, "<0.001%")]
    [InlineData(0.00003, "0.003%")]
    [InlineData(-0.00003, "0.003%")]
    [InlineData(0.0123, "1.23%")]
    [InlineData(0.5, "50.0%")]
    public void A_share_has_as_many_decimals_as_mean_something(double fraction, string text) => Assert.Equal(text, Figures.Share(fraction));

    [Theory]
    [InlineData(71.46, "71.5 ns")]
    [InlineData(-71.46, "-71.5 ns")]
    [InlineData(61_000, "61.00 µs")]
    [InlineData(2.4e6, "2.40 ms")]
    [InlineData(3e9, "3.00 s")]
    public void A_time_is_in_the_unit_that_reads_best(double nanoseconds, string text) => Assert.Equal(text, Figures.Time(nanoseconds));

    [Theory]
    [InlineData(12.34, "12.3")]
    [InlineData(531_204.4, "531,204")]
    public void A_rate_has_thousands_marked(double rate, string text) => Assert.Equal(text, Figures.Rate(rate));

    [Fact]
    public void Nothing_depends_on_the_machines_location()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");

            Assert.Equal(
                ("+0.12%", "1.23%", "71.5 ns", "531,204", "95%", "23.5 GiB"),
                (
                    Figures.Signed(0.0012),
                    Figures.Share(0.0123),
                    Figures.Time(71.46),
                    Figures.Rate(531_204),
                    Figures.Confidence(0.95),
                    Figures.Memory(25_276_026_880)
                )
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
