using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class TrainerOptionsTests
{
    public static TheoryData<string, string, TrainerOptions> Wrong =>
        new()
        {
            {
                nameof(TrainerOptions.MaxSteps),
                "0",
                new TrainerOptions { MaxSteps = 0 }
            },
            {
                nameof(TrainerOptions.MaxSteps),
                "-3",
                new TrainerOptions { MaxSteps = -3 }
            },
            {
                nameof(TrainerOptions.MaxEpochs),
                "0",
                new TrainerOptions { MaxEpochs = 0 }
            },
            {
                nameof(TrainerOptions.MaxBatchesPerEpoch),
                "-1",
                new TrainerOptions { MaxBatchesPerEpoch = -1 }
            },
            {
                nameof(TrainerOptions.ClipGradientNorm),
                "0",
                new TrainerOptions { ClipGradientNorm = 0 }
            },
            {
                nameof(TrainerOptions.ClipGradientNorm),
                "NaN",
                new TrainerOptions { ClipGradientNorm = double.NaN }
            },
            {
                nameof(TrainerOptions.ClipGradientValue),
                "-1",
                new TrainerOptions { ClipGradientValue = -1 }
            },
            {
                nameof(TrainerOptions.ClipGradientValue),
                "above 0",
                new TrainerOptions { ClipGradientValue = double.PositiveInfinity }
            },
            {
                nameof(TrainerOptions.ValidateEveryEpochs),
                "0",
                new TrainerOptions { ValidateEveryEpochs = 0 }
            },
            {
                nameof(TrainerOptions.ValidateEveryBatches),
                "0",
                new TrainerOptions { ValidateEveryBatches = 0 }
            },
            {
                nameof(TrainerOptions.SanityValidationBatches),
                "-2",
                new TrainerOptions { SanityValidationBatches = -2 }
            },
            {
                nameof(TrainerOptions.ClipGradientNorm),
                "not both",
                new TrainerOptions { ClipGradientNorm = 1, ClipGradientValue = 2 }
            },
        };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_option_is_refused_by_its_name_and_value_when_the_trainer_is_made(
        string option,
        string value,
        TrainerOptions options
    )
    {
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => new Trainer<Tensor>(options));

        Assert.Contains(option, refused.Message, StringComparison.Ordinal);
        Assert.Contains(value, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_accepted() => Assert.Equal(1, new Trainer<Tensor>(new TrainerOptions()).Options.Accumulate.At(0));

    [Fact]
    public void An_accumulation_below_one_is_refused_by_its_value() =>
        Assert.Contains(
            "not 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { Accumulate = 0 }).Message,
            StringComparison.Ordinal
        );
}
