using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class TaskLogTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_step_logs_reaches_every_logger_as_the_mean_since_the_last_record(bool asTensor)
    {
        (var one, var other) = (new MetricKeeper(), new MetricKeeper());
        using var task = new Numbers(asTensor);
        var options = new TrainerOptions { Accumulate = 2, LogEvery = LogInterval.Steps(2), MaxEpochs = 1 };
        using (var trainer = new Trainer<Tensor>(options, loggers: [one, other]))
        {
            trainer.Fit(task, Batches.Of(10), Batches.Of(3));
            trainer.Test(task, Batches.Of(1));
        }

        // Ten micro-batches log 0 to 9; five steps make records after the second, the fourth, and at the end.
        Assert.Equal([(1, 1.5), (3, 5.5), (4, 8.5)], one.Of("train").Select(record => (record.Step, record["number"])));
        Assert.Equal([(4, 11.0)], one.Of("validate").Select(record => (record.Step, record["number"]))); // 10, 11, 12
        Assert.Equal([13.0], one.Of("test").Select(record => record["number"]));
        Assert.Equal([0, 0, 0], one.Of("train").Select(record => record.Epoch));
        Assert.Equal(one.Records.SelectMany(record => record.Values), other.Records.SelectMany(record => record.Values));
    }

    [Fact]
    public void A_value_that_is_not_one_number_is_refused_with_its_name_and_shape()
    {
        using var net = nn.Linear(3, 1);
        using optim.Optimizer optimizer = optim.SGD(net.parameters(), 0.1);
        var task = new LogsItsOutput(net, optimizer);
        using var trainer = new Trainer<Tensor>(new() { MaxEpochs = 1 }, loggers: [new MetricKeeper()]);

        ArgumentException refused = Assert.Throws<ArgumentException>(() => trainer.Fit(task, [ones(2, 3)]));

        Wording.Matches(refused.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_value_that_is_NaN_is_left_out_with_one_notice_for_each_name(bool asTensor)
    {
        var log = new MetricKeeper();
        var notices = new List<string>();
        using var task = new Numbers(asTensor) { IsNaN = number => number is 3 or 6 or >= 8 };
        using var trainer = new Trainer<Tensor>(
            new()
            {
                Accumulate = 2,
                LogEvery = LogInterval.Steps(1),
                MaxEpochs = 1,
                ValidateEveryBatches = 4,
            },
            loggers: [log]
        );
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);

        trainer.Fit(task, Batches.Of(6), Batches.Of(2)); // training logs 0 to 3 and 6 to 7, validation 4 and 5

        Assert.Equal([(0, 0.5)], log.Of("train").Where(record => record.Has("number")).Select(record => (record.Step, record["number"])));
        Assert.Equal([(1, 4.5)], log.Of("validate").Select(record => (record.Step, record["number"])));
        Assert.Equal(["train/number is NaN at step 1: the loggers leave it out."], notices);

        trainer.Validate(task, Batches.Of(2));
        Assert.Equal("validate/number is NaN at step 0: the loggers leave it out.", notices[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void A_name_that_is_blank_is_refused(string? name)
    {
        using var task = new Numbers(asTensor: false) { Name = name! };
        using var trainer = new Trainer<Tensor>(new() { MaxEpochs = 1 }, loggers: [new MetricKeeper()]);

        ArgumentException refused = Assert.Throws<ArgumentException>(() => trainer.Fit(task, Batches.Of(1)));

        Assert.Equal($"Log needs the metric's name, and '{name}' is blank. (Parameter 'name')", refused.Message);
    }

    [Fact]
    public void Without_loggers_it_does_nothing()
    {
        using var task = new Numbers(asTensor: true);
        Assert.Equal(3, new Trainer<Tensor>(new() { MaxEpochs = 1 }).Fit(task, Batches.Of(3)).Steps);
    }

    [Fact]
    public void A_scheduler_steps_after_each_optimizer_step()
    {
        var task = new LinearTask(learningRate: 1);
        var scheduling = new Scheduling(optim.lr_scheduler.StepLR(task.Optimizer, step_size: 2, gamma: 0.5));

        new Trainer<Tensor>(new() { Accumulate = 3, MaxSteps = 5 }, [scheduling]).Fit(task, TestBatches.Prepared(7));

        Assert.Equal([1, 0.5, 0.5, 0.25, 0.25], scheduling.Rates);
    }

    [Fact]
    public void A_callback_can_exclude_time_from_training()
    {
        var clock = new Clock();
        using var task = new ClockedTask { Forward = () => clock.PassTicks(100), OptimizerStep = () => clock.PassTicks(50) };
        var slow = new Slow(clock);
        var before = new ThroughputMonitor<Tensor>(time: clock);
        var behind = new ThroughputMonitor<Tensor>(time: clock);

        new Trainer<Tensor>(new() { Accumulate = 2, MaxEpochs = 2 }, [before, slow, behind]).Fit(task, Batches.Of(6), Batches.Of(1));

        Assert.Equal(2 * (6 * 100 + 3 * 50), before.Training.Totals.Ticks);
        Assert.Equal(before.Training, behind.Training);
    }

    private sealed class Numbers(bool asTensor) : TrainingTask<Tensor>, IDisposable
    {
        private readonly Linear _layer = nn.Linear(1, 1);
        private SGD? _optimizer;
        private int _next;

        public Func<int, bool> IsNaN { get; init; } = _ => false;

        public string Name { get; init; } = "number";

        public override nn.Module Module => _layer;

        public override optim.Optimizer Optimizer => _optimizer ??= optim.SGD(_layer.parameters(), 0.1);

        public override Tensor TrainingStep(Tensor batch)
        {
            Number();
            return _layer.call(batch).mean();
        }

        public override Tensor ValidationStep(Tensor batch)
        {
            Number(); // the sanity check's numbers are not logged, and do not count
            return _layer.call(batch).mean();
        }

        public void Dispose()
        {
            _optimizer?.Dispose();
            _layer.Dispose();
        }

        private void Number()
        {
            if (Logged is null)
                return;
            float value = IsNaN(_next) ? float.NaN : _next;
            using Tensor number = tensor(value);
            if (asTensor)
                Log(Name, number);
            else
                Log(Name, value);
            _next++;
        }
    }

    private sealed class Scheduling(optim.lr_scheduler.LRScheduler scheduler) : Callback<Tensor>
    {
        public List<double> Rates { get; } = [];

        public override void OnAfterOptimizerStep(TrainerState state)
        {
            scheduler.step();
            Rates.Add(scheduler.get_last_lr().First());
        }
    }

    private sealed class Slow(Clock clock) : Callback<Tensor>
    {
        public override void OnTrainBatchEnd(TrainerState state, Tensor batch, Tensor loss)
        {
            using (state.PauseTraining())
            {
                using (state.PauseTraining()) // one inside another changes nothing
                    clock.PassTicks(7000);
                clock.PassTicks(7000);
            }
        }

        public override void OnEvaluationEnd(TrainerState state)
        {
            using (state.PauseTraining())
                clock.PassTicks(7000);
        }
    }

    private sealed class LogsItsOutput(Linear net, optim.Optimizer optimizer) : TrainingTask<Tensor>
    {
        public override nn.Module Module => net;

        public override optim.Optimizer Optimizer => optimizer;

        public override Tensor TrainingStep(Tensor batch)
        {
            Tensor output = net.call(batch);
            Log("output", output);
            return output.mean();
        }
    }
}
