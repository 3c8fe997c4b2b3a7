using ThroughputBench.Training.Progress;
using ThroughputBench.Training.Tests.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Progress;

public sealed class ProgressTextTests
{
    private static readonly ProgressReading Training = new()
    {
        Trains = true,
        Epoch = 1,
        MaxEpochs = 10,
        Steps = 1234,
        MaxSteps = 5000,
        Fraction = 0.2468,
        Loss = 1.2345678,
        SampleRate = 512034.4,
        SampleName = "samples",
        ItemRate = double.NaN,
        FlopRate = double.NaN,
        Utilization = double.NaN,
        Elapsed = TimeSpan.FromSeconds(12.3),
        Left = TimeSpan.FromSeconds(37.9),
    };

    private static readonly ProgressReading Everything = Training with
    {
        EpochBatches = 305,
        BatchesPerEpoch = 500,
        ItemRate = 38412,
        ItemName = "tokens",
        FlopRate = 5.83907e10,
        Utilization = 0.4123,
    };

    [Fact]
    public void A_line_says_where_training_is_how_fast_and_how_long_it_will_be() =>
        Assert.Equal("epoch 2/10  step 1,234/5,000  24%  loss 1.235  512k samples/s  0:12, 0:37 left", ProgressText.Plain(Training));

    [Fact]
    public void A_narrow_terminal_loses_the_least_important_fields_first()
    {
        IEnumerable<string> lines = Enumerable
            .Range(20, 181)
            .Reverse()
            .Select(columns => (columns, line: ProgressText.Fitted(Everything, columns, unicode: true)))
            .DistinctBy(shown => shown.line.Replace("█", "").Replace("░", "") + shown.line.Contains('█'))
            .Select(shown => $"{shown.columns,3}: {shown.line}");
        Assert.Equal(
            """
            200: epoch 2/10  batch 305/500  step 1,234/5,000  ███████░░░░░░░░░░░░░░░░░░░░░░░ 24%  loss 1.235  512k samples/s  38.4k tokens/s  58.4 GFLOP/s  MFU 41.2%  0:12, 0:37 left
            142: epoch 2/10  batch 305/500  step 1,234/5,000  █████░░░░░░░░░░░░░░░░ 24%  loss 1.235  512k samples/s  38.4k tokens/s  MFU 41.2%  0:12, 0:37 left
            128: epoch 2/10  batch 305/500  step 1,234/5,000  ████░░░░░░░░░░░░░░ 24%  loss 1.235  512k samples/s  38.4k tokens/s  0:12, 0:37 left
            117: epoch 2/10  step 1,234/5,000  █████░░░░░░░░░░░░░░░░░ 24%  loss 1.235  512k samples/s  38.4k tokens/s  0:12, 0:37 left
            102: epoch 2/10  step 1,234/5,000  █████░░░░░░░░░░░░░░░░░░ 24%  loss 1.235  512k samples/s  0:12, 0:37 left
             86: epoch 2/10  step 1,234/5,000  24%  loss 1.235  512k samples/s  0:12, 0:37 left
             77: epoch 2/10  step 1,234/5,000  24%  512k samples/s  0:12, 0:37 left
             65: epoch 2/10  step 1,234/5,000  24%  0:12, 0:37 left
             49: epoch 2/10  24%  0:12, 0:37 left
             31: 24%  0:12, 0:37 left
            """.ReplaceLineEndings("\n"),
            string.Join("\n", lines)
        );
    }

    [Fact]
    public void The_bar_takes_the_room_that_there_is()
    {
        Assert.Equal(
            "epoch 2/10  step 1,234/5,000  ███████░░░░░░░░░░░░░░░░░░░░░░░ 24%  loss 1.235  512k samples/s  0:12, 0:37 left",
            ProgressText.Fitted(Training, 200, unicode: true)
        );
        Assert.Equal(
            "epoch 2/10  step 1,234/5,000  ##......... 24%  loss 1.235  512k samples/s  0:12, 0:37 left",
            ProgressText.Fitted(Training, 90, unicode: false)
        );
        Assert.Equal(
            "epoch 2/10  step 1,234/5,000  24%  loss 1.235  512k samples/s  0:12, 0:37 left",
            ProgressText.Fitted(Training, 79, unicode: true)
        );
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal() =>
        Assert.All(Enumerable.Range(1, 200), columns =>
            Assert.InRange(ProgressText.Fitted(Everything, columns, unicode: true).Length, 1, columns)
        );

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.9999, "0.9999")]
    [InlineData(1, "1")]
    public void The_bar_is_full_at_the_end_and_not_before(double fraction, string name) =>
        Wording.Matches(ProgressText.Fitted(Training with { Fraction = fraction }, 200, unicode: true), name);

    [Fact]
    public void What_is_not_known_is_not_said() =>
        Assert.Equal(
            "epoch 2  step 1,234  0:12",
            ProgressText.Fitted(
                Training with
                {
                    MaxEpochs = null,
                    MaxSteps = null,
                    Fraction = double.NaN,
                    Loss = null,
                    SampleRate = double.NaN,
                    Left = null,
                },
                200,
                unicode: true
            )
        );

    [Fact]
    public void A_pass_over_validation_data_is_shown_beside_training_and_alone()
    {
        ProgressReading validating = Training with { Pass = "validating", PassBatches = 1 };
        Assert.Equal(
            "epoch 2/10  step 1,234/5,000  24%  validating, 1 batch  loss 1.235  512k samples/s  0:12, 0:37 left",
            ProgressText.Plain(validating)
        );
        ProgressReading testing = new()
        {
            Pass = "testing",
            PassBatches = 1200,
            Fraction = double.NaN,
            SampleRate = 31.25,
            SampleName = "batches",
            ItemRate = double.NaN,
            FlopRate = double.NaN,
            Utilization = double.NaN,
            Elapsed = TimeSpan.FromSeconds(38.4),
        };
        Assert.Equal("testing, 1,200 batches  31.2 batches/s  0:38", ProgressText.Plain(testing));
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(3599.9, "59:59")]
    [InlineData(3600, "1:00:00")]
    [InlineData(86399, "23:59:59")]
    [InlineData(86400, "1d 00:00:00")]
    [InlineData(1e9, "over 99 days")]
    public void Times_are_short(double seconds, string text) =>
        Assert.Contains($", {text} ", ProgressText.Plain(Training with { Left = TimeSpan.FromSeconds(seconds) }), StringComparison.Ordinal);

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        string expected = ProgressText.Plain(Training);
        using var culture = new InCulture();
        Assert.Equal(expected, ProgressText.Plain(Training));
    }
}
