using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Monitoring;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class HandLoopTests
{
    /// <summary>Ten batches of different sizes an epoch, in cycles of 3: the last one is short.</summary>
    private static readonly Tensor[] Data = Batches.OfSizes(3, 1, 4, 1, 5, 9, 2, 6, 5, 3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loop_written_by_hand_logs_what_the_trainer_logs(bool lengthIsKnown)
    {
        (var byTrainer, var byHand) = (new MetricKeeper(), new MetricKeeper());
        var options = new TrainerOptions
        {
            Accumulate = 3,
            LogEvery = LogInterval.Steps(2),
            MaxEpochs = 3,
        };
        ThroughputSnapshot trained = ByTrainer(options, lengthIsKnown ? Data : Data.Where(_ => true), byTrainer);

        Assert.Equal(trained, ByHand(options, lengthIsKnown, byHand));
        Assert.NotEmpty(byHand.Records);
        Assert.Equal(Figures(byTrainer), Figures(byHand));
    }

    [Fact]
    public void A_log_that_would_cut_a_cycle_is_refused_before_the_loop_begins()
    {
        var monitor = new ThroughputMonitor<Tensor>();
        var options = new TrainerOptions { Accumulate = 4, LogEvery = LogInterval.Batches(6) };

        Assert.Throws<IncompatibleLogIntervalException>(() => new HandLoop<Tensor>(monitor, options));

        using var free = new HandLoop<Tensor>(monitor, options with { LogEvery = LogInterval.Batches(8) });
    }

    [Fact]
    public void What_is_reported_twice_or_after_the_end_is_refused_and_not_counted()
    {
        var monitor = new ThroughputMonitor<Tensor>();
        var loop = new HandLoop<Tensor>(monitor, new() { Accumulate = 2, LogEvery = LogInterval.Steps(1) });

        Assert.Throws<InvalidOperationException>(loop.EndCycle);
        loop.EndBatch(Data[0], endsCycle: false);
        loop.EndBatch(Data[1], endsCycle: true);
        Assert.Throws<InvalidOperationException>(loop.EndCycle);
        loop.EndBatch(Data[2], endsCycle: false);
        loop.EndCycle();
        Assert.Throws<InvalidOperationException>(loop.EndCycle);
        loop.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loop.EndBatch(Data[3], endsCycle: true));
        Assert.Throws<ObjectDisposedException>(loop.EndCycle);

        Assert.Equal((3, 2, 8), (monitor.Training.Totals.Batches, monitor.Training.Totals.Steps, monitor.Training.Totals.Samples));
    }

    [Fact]
    public void What_is_reported_inside_a_pause_is_refused_and_not_counted()
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(time: new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) });
        using (var loop = new HandLoop<Tensor>(monitor, new() { LogEvery = LogInterval.Batches(2) }, [log]))
        {
            loop.EndBatch(Data[0], endsCycle: true);
            using (loop.Pause())
            {
                Assert.Equal(
                    "EndBatch was called inside Pause: dispose the pause first.",
                    Assert.Throws<InvalidOperationException>(() => loop.EndBatch(Data[1], endsCycle: true)).Message
                );
            }
            loop.EndBatch(Data[1], endsCycle: false);
            using (loop.Pause())
            {
                Assert.Equal(
                    "EndCycle was called inside Pause: dispose the pause first.",
                    Assert.Throws<InvalidOperationException>(loop.EndCycle).Message
                );
            }
            loop.EndCycle();
        }

        Assert.Equal([(1, 2.0)], log.Records.Select(record => (record.Step, record["train/batches"])));
    }

    [Fact]
    public void A_logger_that_is_null_is_refused()
    {
        var monitor = new ThroughputMonitor<Tensor>();

        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            new HandLoop<Tensor>(monitor, new(), [new MetricKeeper(), null!])
        );

        Assert.Equal("One of the loop's loggers is null. (Parameter 'loggers')", refused.Message);
        using var free = new HandLoop<Tensor>(monitor, new());
    }

    [Fact]
    public void The_wait_for_data_which_it_does_not_see_is_not_logged()
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(new() { DataWait = true });
        using (var loop = new HandLoop<Tensor>(monitor, new(), [log]))
            loop.EndBatch(Data[0], endsCycle: true);

        Assert.DoesNotContain("train/data_wait_share", Assert.Single(log.Records).Names);
    }

    [Fact]
    public void The_last_log_has_the_epoch_that_was_trained()
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>();
        using (var loop = new HandLoop<Tensor>(monitor, new(), [log]))
        {
            for (int epoch = 0; epoch < 3; epoch++)
            {
                loop.EndBatch(Data[0], endsCycle: true);
                loop.EndEpoch();
            }
        }

        Assert.Equal(2, Assert.Single(log.Records).Epoch);
        Assert.Equal(3, monitor.Save().Epochs);
    }

    [Fact]
    public void The_READMEs_loop_counts_every_step()
    {
        using var output = new StringWriter();
        using var model = nn.Linear(2, 1);
        using optim.Optimizer optimizer = optim.SGD(model.parameters(), 0.01);

        ReadmeExample.TrainByHand(model, optimizer, [.. Enumerable.Repeat(ones(8, 2), 80)], output);

        Assert.Contains("step 9  epoch 0", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("train/samples 640", output.ToString(), StringComparison.Ordinal);
    }

    private static ThroughputSnapshot ByTrainer(TrainerOptions options, IEnumerable<Tensor> data, MetricKeeper log)
    {
        var clock = new Clock();
        using var task = new ClockedTask
        {
            Forward = () => clock.PassTicks(1001),
            OptimizerStep = () => clock.PassTicks(3003),
            Evaluation = () => clock.PassTicks(777),
        };
        ThroughputMonitor<Tensor> monitor = MonitorOn(clock);
        using var trainer = new Trainer<Tensor>(options, [monitor], [log]);
        trainer.Fit(task, data, Batches.Of(2));
        return monitor.Training;
    }

    private static ThroughputSnapshot ByHand(TrainerOptions options, bool lengthIsKnown, MetricKeeper log)
    {
        var clock = new Clock();
        ThroughputMonitor<Tensor> monitor = MonitorOn(clock);
        using (var loop = new HandLoop<Tensor>(monitor, options, [log]))
        {
            for (int epoch = 0; epoch < 3; epoch++)
            {
                for (int i = 0; i < Data.Length; i++)
                {
                    clock.PassTicks(1001);
                    bool steps = i % 3 == 2 || (lengthIsKnown && i == Data.Length - 1);
                    if (steps)
                        clock.PassTicks(3003);
                    loop.EndBatch(Data[i], steps);
                }
                if (!lengthIsKnown)
                {
                    clock.PassTicks(3003);
                    loop.EndCycle();
                }
                using (loop.Pause())
                    clock.PassTicks(99999);
                loop.EndEpoch();
            }
        }
        return monitor.Training;
    }

    private static ThroughputMonitor<Tensor> MonitorOn(Clock clock) =>
        new(
            new()
            {
                WindowSteps = 5,
                StepTimes = true,
                ItemsOf = batch => 7 * batch.size(0),
            },
            clock
        );

    private static IEnumerable<string> Figures(MetricKeeper log) =>
        log.Of("train")
            .Select(record =>
                $"{record.Step} {record.Epoch} "
                + string.Join(" ", record.Values.Where(value => value.Key is not ("gc_collections" or "allocated_bytes")))
            );
}
