using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class OverriddenHooksTests
{
    [Fact]
    public void A_hook_is_called_if_the_class_or_one_of_its_bases_overrides_it()
    {
        var direct = new CountsBatches();
        var inherited = new InheritsTheCount();

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 3 }, [direct, inherited]).Fit(new LinearTask(), TestBatches.Prepared(3));

        Assert.Equal((3, 3), (direct.Batches, inherited.Batches));
    }

    [Fact]
    public void An_overload_of_a_hooks_name_and_a_method_that_hides_it_are_not_called()
    {
        var hides = new HidesTheHook();

        new Trainer<Tensor>(new TrainerOptions { MaxSteps = 3 }, [hides]).Fit(new LinearTask(), TestBatches.Prepared(3));

        Assert.Equal((0, 3), (hides.Hidden, hides.Batches));
    }

    private class CountsBatches : Callback<Tensor>
    {
        public int Batches { get; private set; }

        public override void OnTrainBatchEnd(TrainerState state, Tensor batch, Tensor loss) => Batches++;
    }

    private sealed class InheritsTheCount : CountsBatches;

    private sealed class HidesTheHook : CountsBatches
    {
        public int Hidden { get; private set; }

        public new void OnTrainBatchEnd(TrainerState state, Tensor batch, Tensor loss) => Hidden++;

        public void OnTrainBatchEnd(int overload) => Hidden += overload;
    }
}
