using System.Text.Json;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class MonitorStateTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly ClockedTask _task;

    public MonitorStateTests() => _task = new ClockedTask { Forward = () => _clock.Pass(1), Evaluation = () => _clock.Pass(0.5) };

    public void Dispose() => _task.Dispose();

    [Fact]
    public void After_a_resumption_this_runs_counters_and_the_lifetimes_are_both_right_in_every_stage()
    {
        ThroughputMonitor<Tensor> before = NewMonitor();
        Train(before, epochs: 3);
        ThroughputMonitorState saved = JsonSerializer.Deserialize<ThroughputMonitorState>(JsonSerializer.Serialize(before.Save()))!;
        Assert.Equal(before.Save(), saved);

        ThroughputMonitor<Tensor> after = NewMonitor();
        after.Load(saved);
        Assert.Equal(saved, after.Save());
        Train(after, epochs: 1);

        Assert.Equal((4.0, 4L, 2L, 8L), Run(after.Training));
        Assert.Equal(new ThroughputState(16, 16, 8, 32, 96, 16 * 30), after.Training.Lifetime);
        Assert.Equal((1.5, 3L, 3L, 3L), Run(after.Read(Stage.Validate)));
        Assert.Equal(new ThroughputState(6, 12, 12, 12, 36, 12 * 10), after.Read(Stage.Validate).Lifetime);
        Assert.Equal(after.Read(Stage.Test).Lifetime, after.Save().Test);
        Assert.Equal(default, after.Save().Predict);
    }

    [Fact]
    public void The_step_of_an_evaluation_continues()
    {
        ThroughputMonitor<Tensor> before = NewMonitor();
        new Trainer<Tensor>(new(), [before]).Test(_task, Batches.Of(7));
        ThroughputMonitor<Tensor> after = NewMonitor();
        after.Load(before.Save());
        var log = new MetricKeeper();

        new Trainer<Tensor>(new(), [after], [log]).Test(_task, Batches.Of(2));

        Assert.Equal((9L, 2.0), (Assert.Single(log.Records).Step, log.Of("test")[0]["batches"]));
    }

    [Fact]
    public void A_state_that_cannot_be_is_refused_by_stage_and_value_and_changes_nothing()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        Train(monitor, epochs: 1);
        ThroughputMonitorState saved = monitor.Save();

        ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
            monitor.Load(saved with { Train = default, Test = new(double.NaN, 1, 1, 1, null, null) })
        );

        Wording.Matches(refusal.Message);
        Assert.Equal(saved, monitor.Save());
        Assert.Equal(4, monitor.Training.Totals.Batches);
    }

    [Fact]
    public void A_state_is_not_loaded_into_a_run_in_progress_which_continues()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        using FitRun<Tensor> run = new Trainer<Tensor>(new() { MaxEpochs = 1 }, [monitor]).Begin(_task, Batches.Of(4));
        run.Advance(1);

        Wording.Matches(Assert.Throws<InvalidOperationException>(() => monitor.Load(monitor.Save())).Message);

        run.Advance(10);
        run.Finish();
        Assert.Equal(4, monitor.Training.Totals.Batches);
        monitor.Load(monitor.Save());
    }

    [Fact]
    public void A_run_that_was_dropped_or_failed_is_no_longer_in_progress()
    {
        ThroughputMonitor<Tensor> monitor = NewMonitor();
        new Trainer<Tensor>(new(), [monitor]).Begin(_task, Batches.Of(4)).Dispose();
        monitor.Load(monitor.Save());

        using var failing = new ClockedTask { Evaluation = () => throw new InvalidDataException("bad") };
        Assert.Throws<InvalidDataException>(() => new Trainer<Tensor>(new(), [monitor]).Test(failing, Batches.Of(4)));
        monitor.Load(monitor.Save());
    }

    private static (double, long, long, long) Run(ThroughputSnapshot snapshot) =>
        (snapshot.Seconds, snapshot.Totals.Batches, snapshot.Totals.Steps, snapshot.Totals.Samples);

    private ThroughputMonitor<Tensor> NewMonitor() =>
        new(new() { ItemsOf = batch => 3 * batch.size(0), FlopsPerBatch = new PassFlops(10, 20) }, _clock);

    private void Train(ThroughputMonitor<Tensor> monitor, int epochs)
    {
        var trainer = new Trainer<Tensor>(new() { Accumulate = 2, MaxEpochs = epochs }, [monitor]);
        trainer.Fit(_task, Batches.Of(4, samples: 2), Batches.Of(3));
        trainer.Test(_task, Batches.Of(2));
    }
}
