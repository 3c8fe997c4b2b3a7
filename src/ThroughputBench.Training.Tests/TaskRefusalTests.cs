using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>What is wrong with a task is said in a sentence: not by an empty reference, nor in the words of libtorch's source code.</summary>
public sealed class TaskRefusalTests
{
    private readonly Linear _net = nn.Linear(3, 1);

    [Theory]
    [InlineData("null")]
    [InlineData("disposed")]
    [InlineData("not one number")]
    [InlineData("detached")]
    [InlineData("without gradients")]
    [InlineData("an integer")]
    public void A_loss_without_a_backward_pass_ends_training_with_what_is_wrong(string kind)
    {
        foreach (int accumulate in (int[])[1, 3])
        {
            using optim.Optimizer optimizer = optim.SGD(_net.parameters(), 0.1);
            var task = new TaskOf<Tensor>(_net, optimizer, batch => Loss(kind, _net.call(batch)));
            using var trainer = new Trainer<Tensor>(new TrainerOptions { Accumulate = accumulate, MaxEpochs = 1 });

            InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => trainer.Fit(task, [ones(4, 3)]));

            Wording.Matches(refused.Message, kind);
        }
    }

    [Fact]
    public void A_fault_that_is_not_the_losss_own_is_passed_on_as_it_is()
    {
        using optim.Optimizer optimizer = optim.SGD(_net.parameters(), 0.1);
        var task = new TaskOf<Tensor>(_net, optimizer, batch => Twice(_net.call(batch).mean()));

        Exception failure = Assert.ThrowsAny<Exception>(() => new Trainer<Tensor>(new()).Fit(task, [ones(4, 3)]));

        Assert.StartsWith("Trying to backward through the graph a second time", failure.Message, StringComparison.Ordinal);

        static Tensor Twice(Tensor loss)
        {
            loss.backward();
            return loss;
        }
    }

    [Fact]
    public void An_optimizer_or_a_module_that_is_created_anew_at_each_call_is_refused_before_the_first_step()
    {
        var hooks = new HookRecorder();
        using var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 }, [hooks]);
        using optim.Optimizer optimizer = optim.SGD(_net.parameters(), 0.1);
        var made = new Parts(() => _net, () => optim.Adam(_net.parameters()));

        Wording.Matches(Assert.Throws<ArgumentException>(() => trainer.Fit(made, [ones(4, 3)])).Message, "optimizer");
        Wording.Matches(
            Assert.Throws<ArgumentException>(() => trainer.Fit(new Parts(() => nn.Linear(3, 1), () => optimizer), [ones(4, 3)])).Message,
            "module"
        );
        Assert.Empty(hooks.Calls);
    }

    [Fact]
    public void An_optimizer_or_a_module_that_is_missing_is_named()
    {
        using var trainer = new Trainer<Tensor>(new TrainerOptions { MaxSteps = 1 });
        using optim.Optimizer optimizer = optim.SGD(_net.parameters(), 0.1);

        Wording.Matches(
            Assert.Throws<ArgumentException>(() => trainer.Fit(new Parts(() => _net, () => null!), [ones(4, 3)])).Message,
            "optimizer"
        );
        Wording.Matches(
            Assert.Throws<ArgumentException>(() => trainer.Validate(new Parts(() => null!, () => optimizer), [ones(4, 3)])).Message,
            "module"
        );
    }

    [Fact]
    public void A_callback_or_a_logger_that_is_null_is_refused_by_name()
    {
        Assert.Equal(
            "One of the trainer's Callbacks is null.",
            Assert.Throws<ArgumentException>(() => new Trainer<Tensor>(new(), [null!])).Message
        );
        Assert.Equal(
            "One of the trainer's IMetricLoggers is null.",
            Assert.Throws<ArgumentException>(() => new Trainer<Tensor>(new(), loggers: [null!])).Message
        );
    }

    private static Tensor Loss(string kind, Tensor output)
    {
        Tensor loss = output.square().mean();
        switch (kind)
        {
            case "null":
                return null!;
            case "disposed":
                loss.Dispose();
                return loss;
            case "not one number":
                return output;
            case "detached":
                return loss.detach();
            case "without gradients":
                using (no_grad())
                    return output.detach().mean();
            default:
                return tensor(3);
        }
    }

    private sealed class Parts(Func<nn.Module> module, Func<optim.Optimizer> optimizer) : TrainingTask<Tensor>
    {
        public override nn.Module Module => module();

        public override optim.Optimizer Optimizer => optimizer();

        public override Tensor TrainingStep(Tensor batch) => batch.mean();
    }
}
