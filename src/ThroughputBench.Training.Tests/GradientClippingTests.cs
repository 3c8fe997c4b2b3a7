using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class GradientClippingTests
{
    [Fact]
    public void Clipping_by_norm_shortens_all_gradients_together_to_the_norm_given()
    {
        (float[] before, float[] applied) = StepWith(new TrainerOptions { ClipGradientNorm = 0.125, MaxSteps = 1 });

        double norm = Norm(before);
        Assert.True(norm > 0.125);
        Assert.All(before.Zip(applied), pair => Assert.Equal(pair.First * 0.125 / norm, pair.Second, 1e-5));
    }

    [Fact]
    public void Gradients_shorter_than_the_norm_are_left_alone()
    {
        (float[] before, float[] applied) = StepWith(new TrainerOptions { ClipGradientNorm = 1e6, MaxSteps = 1 });

        Assert.All(before.Zip(applied), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Clipping_by_value_cuts_each_element_on_its_own()
    {
        (float[] before, float[] applied) = StepWith(new TrainerOptions { ClipGradientValue = 0.75, MaxSteps = 1 });

        Assert.Contains(before, value => Math.Abs(value) > 0.75);
        Assert.Contains(before, value => Math.Abs(value) < 0.75);
        Assert.All(before.Zip(applied), pair => Assert.Equal(Math.Clamp(pair.First, -0.75f, 0.75f), pair.Second, 1e-5));
    }

    [Fact]
    public void A_short_cycle_is_scaled_before_it_is_clipped()
    {
        (float[] before, float[] applied) = StepWith(
            new TrainerOptions
            {
                ClipGradientNorm = 0.125,
                MaxSteps = 1,
                Accumulate = 100,
            }
        );

        Assert.Equal(0.125, Norm(applied), 1e-5);
        Assert.True(Norm(before) > 0.125);
    }

    /// <summary>The gradients before they are clipped, and those by which the weights moved: plain descent with a rate of 1.</summary>
    private static (float[] Before, float[] Applied) StepWith(TrainerOptions options)
    {
        var task = new LinearTask(learningRate: 1);
        float[] start = task.Parameters();
        float[]? before = null;
        var hooks = new HookRecorder
        {
            At = (hook, _) =>
            {
                if (hook == "BeforeOptimizerStep")
                    before = task.Gradients();
            },
        };
        new Trainer<Tensor>(options, [hooks]).Fit(task, TestBatches.Prepared(1, samples: 8, seed: 5));
        return (before!, [.. start.Zip(task.Parameters(), (from, to) => from - to)]);
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
