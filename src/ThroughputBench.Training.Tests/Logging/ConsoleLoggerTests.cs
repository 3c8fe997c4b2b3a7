using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class ConsoleLoggerTests : IDisposable
{
    private static readonly MetricNames Names = new("train/time", "train/samples", "train/device/samples_per_sec");
    private readonly StringWriter _console = new() { NewLine = "\n" };

    public void Dispose() => _console.Dispose();

    [Fact]
    public void A_record_is_one_line_with_its_step_its_epoch_and_its_metrics()
    {
        using var logger = new ConsoleLogger(_console);
        logger.Write(199, 1, Names, 12.5068, 6400, 512034.4);
        logger.Write(249, 1, Names, 15.75, 8000, 511999.6);
        Assert.Equal(
            """
            step 199  epoch 1  train/time 12.51  train/samples 6,400  train/device/samples_per_sec 512,034
            step 249  epoch 1  train/time 15.75  train/samples 8,000  train/device/samples_per_sec 512,000

            """.ReplaceLineEndings("\n"),
            _console.ToString()
        );
    }

    [Fact]
    public void A_metric_without_a_value_is_left_out()
    {
        using var logger = new ConsoleLogger(_console);
        logger.Write(0, 0, Names, 0.5, 32, double.NaN);
        Assert.Equal("step 0  epoch 0  train/time 0.5  train/samples 32\n", _console.ToString());
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(7, "7")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(-1234.6, "-1,235")]
    [InlineData(999.96, "1000")]
    [InlineData(123.456, "123.5")]
    [InlineData(0.0123456, "0.01235")]
    [InlineData(0.00000123456, "1.235E-06")]
    [InlineData(1e15, "1E+15")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Numbers_have_only_meaningful_digits(double value, string text)
    {
        using var logger = new ConsoleLogger(_console);
        logger.Write(0, 0, new MetricNames("x"), value);
        Assert.Equal($"step 0  epoch 0  x {text}\n", _console.ToString());
    }

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        using var culture = new InCulture();
        using var logger = new ConsoleLogger(_console);
        logger.Write(1, 0, Names, -1.5, 1234, 0.25);
        Assert.Equal("step 1  epoch 0  train/time -1.5  train/samples 1,234  train/device/samples_per_sec 0.25\n", _console.ToString());
    }

    [Fact]
    public void The_writer_is_flushed_and_stays_open_when_the_logger_is_disposed()
    {
        using var stream = new MemoryStream();
        using var writer = new StreamWriter(stream);
        var logger = new ConsoleLogger(writer);
        logger.Write(0, 0, new MetricNames("x"), 1);
        Assert.Equal(0, stream.Length);
        logger.Dispose();
        long flushed = stream.Length;
        Assert.True(flushed > 0);
        writer.Write("more");
        writer.Flush();
        Assert.Equal(flushed + 4, stream.Length);
    }
}
