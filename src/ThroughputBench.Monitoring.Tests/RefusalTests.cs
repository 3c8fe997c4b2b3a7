using System.Globalization;
using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(-1.5, "-1.5")]
    [InlineData(-3, "-3")]
    [InlineData(LogUnit.Steps, "Steps")]
    [InlineData((LogUnit)(-1), "-1")]
    public void The_refused_value_reads_the_same_in_every_culture(object value, string text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "\u2212" } };
        try
        {
            string message = Refusal.OutOfRange("name", value, $"{-2.5} is wrong.").Message;

            Assert.Equal($"-2.5 is wrong. (Parameter 'name')\nActual value was {text}.", message.ReplaceLineEndings("\n"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
