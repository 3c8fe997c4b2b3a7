using System.Globalization;
using System.Text.Json;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Tests.Cuda;
using ThroughputBench.Training.Tests.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>A training that was cut into runs logs what an uninterrupted one logs, in every logger.</summary>
public sealed class ResumedLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_continue_in_every_file_from_the_saved_one()
    {
        ThroughputMonitorState? saved = null;
        var events = new List<string>();
        for (int run = 0; run < 2; run++)
        {
            using var task = new ClockedTask();
            var monitor = new ThroughputMonitor<Tensor>();
            if (saved is not null)
                monitor.Load(saved);
            var tensorBoard = new TensorBoardLogger(_folder.File("events"));
            events.Add(tensorBoard.FilePath);
            var options = new TrainerOptions { MaxSteps = 4, LogEvery = LogInterval.Steps(2) };
            using (
                var trainer = new Trainer<Tensor>(
                    options,
                    [monitor],
                    [
                        new CsvLogger(_folder.File("log.csv"), append: true),
                        new JsonLinesLogger(_folder.File("log.jsonl"), append: true),
                        tensorBoard,
                    ]
                )
            )
            {
                trainer.Fit(task, Batches.Of(8));
            }

            saved = JsonSerializer.Deserialize<ThroughputMonitorState>(JsonSerializer.Serialize(monitor.Save()));
        }

        Assert.Equal(
            [1, 3, 5, 7],
            File.ReadLines(_folder.File("log.csv"))
                .Where(row => row.Contains("train/batches,", StringComparison.Ordinal))
                .Select(row => long.Parse(row.Split(',')[0], CultureInfo.InvariantCulture))
        );
        Assert.Equal(
            [1, 3, 5, 7],
            File.ReadLines(_folder.File("log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt64())
        );
        Assert.Equal([1, 3, 5, 7], events.SelectMany(path => EventFile.Read(path).Skip(1)).Select(e => e.Step));
        Assert.Equal(8, saved!.Train.Steps);
    }

    [Fact]
    public void Epochs_and_totals_continue_and_validations_with_them()
    {
        var log = new MetricKeeper();
        ThroughputMonitorState? saved = null;
        for (int run = 0; run < 3; run++)
        {
            var clock = new Clock();
            using var task = new ClockedTask { Forward = () => clock.Pass(1), Evaluation = () => clock.Pass(1) };
            var monitor = new ThroughputMonitor<Tensor>(new() { ItemsOf = batch => 2 * batch.size(0) }, clock);
            if (saved is not null)
                monitor.Load(saved);
            var trainer = new Trainer<Tensor>(new() { MaxEpochs = 2, LogEvery = LogInterval.Steps(2) }, [monitor], [log]);
            trainer.Fit(task, Batches.Of(2, samples: 3), Batches.Of(1));
            trainer.Test(task, Batches.Of(1));
            saved = monitor.Save();
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], log.Of("train").Select(record => record.Epoch));
        Assert.Equal([1, 3, 5, 7, 9, 11], log.Of("train").Select(record => record.Step));
        Assert.Equal(
            Enumerable.Range(1, 6).Select(epoch => (2.0 * epoch, 2.0 * epoch, 6.0 * epoch, 12.0 * epoch)),
            log.Of("train").Select(record => (record["time"], record["batches"], record["samples"], record["lengths"]))
        );
        Assert.Equal([(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5)], log.Of("validate").Select(record => (record.Step, record.Epoch)));
        Assert.Equal([(1, 2), (2, 4), (3, 6)], log.Of("test").Select(record => (record.Step, record.Epoch)));
        Assert.Equal(6, saved!.Epochs);
    }

    [Theory]
    [InlineData(LogUnit.Steps)]
    [InlineData(LogUnit.Batches)]
    public void Logs_come_at_the_same_steps_as_without_the_interruption_and_cut_no_cycle(LogUnit unit)
    {
        const int Accumulate = 4;
        var log = new MetricKeeper();
        ThroughputMonitorState? saved = null;

        // Of 40 steps, the first run trains 3, the second 6, the third the rest.
        foreach (long steps in new[] { 3L, 6, 31 })
        {
            using var task = new ClockedTask();
            var monitor = new ThroughputMonitor<Tensor>(
                new() { LogEvery = unit == LogUnit.Steps ? LogInterval.Steps(5) : LogInterval.Batches(5 * Accumulate) }
            );
            if (saved is not null)
                monitor.Load(saved);
            new Trainer<Tensor>(new() { Accumulate = Accumulate, MaxSteps = steps }, [monitor], [log]).Fit(task, Batches.Of(200));
            saved = monitor.Save();
        }

        // The ends of the runs, after 3 and 9 steps, are logged too.
        Assert.Equal([2, 4, 8, 9, 14, 19, 24, 29, 34, 39], log.Of("train").Select(record => record.Step));
        Assert.All(log.Of("train"), record => Assert.Equal((record.Step + 1.0) * Accumulate, record["batches"]));
    }

    [Fact]
    public void A_run_that_ended_in_the_middle_of_a_cycle_is_resumed_with_logs_at_ends_of_cycles()
    {
        var log = new MetricKeeper();
        var monitor = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Batches(4) });
        using var task = new ClockedTask();
        using (FitRun<Tensor> cut = new Trainer<Tensor>(new() { Accumulate = 2 }, [monitor], [log]).Begin(task, Batches.Of(100)))
            cut.AdvanceBatches(5);

        new Trainer<Tensor>(new() { Accumulate = 2, MaxSteps = 4 }, [monitor], [log]).Fit(task, Batches.Of(100));

        // 5 micro-batches were trained in the first run: 4 and one that no step followed.
        Assert.Equal([(1, 4.0), (3, 9.0), (5, 13.0)], log.Of("train").Select(record => (record.Step, record["batches"])));
    }

    [Fact]
    public void The_step_that_a_log_on_a_device_tells_of_goes_on_as_the_logs_do()
    {
        var log = new MetricKeeper();
        using var device = new DeviceTask(hostSeconds: 0.001, forwardSeconds: 0.0001);
        var monitor = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Steps(2) }, device.Clock, _ => device.Cuda);
        new Trainer<Tensor>(new() { MaxSteps = 4 }, [monitor], [log]).Fit(device.Task, Batches.Of(4));
        var resumed = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Steps(2) }, device.Clock, _ => device.Cuda);
        resumed.Load(monitor.Save());

        new Trainer<Tensor>(new() { MaxSteps = 4 }, [resumed], [log]).Fit(device.Task, Batches.Of(4));

        Assert.Equal(7, log.Of("train")[^1].Step);
        Assert.Equal((7.0, 8.0), (log.Of("train")[^1]["device/timed_step"], log.Of("train")[^1]["batches"]));
        Assert.Equal(log.Of("train").Select(record => record.Step).Order(), log.Of("train").Select(record => record.Step));
    }

    [Fact]
    public void A_state_that_was_written_before_it_held_epochs_is_read() =>
        Assert.Equal(
            0,
            JsonSerializer
                .Deserialize<ThroughputMonitorState>(
                    """{"Train":{"Seconds":1,"Batches":1,"Steps":1,"Samples":1},"Validate":{},"Test":{},"Predict":{}}"""
                )!
                .Epochs
        );

    [Fact]
    public void A_negative_number_of_epochs_is_refused() =>
        Wording.Matches(
            Assert
                .Throws<ArgumentException>(() => new ThroughputMonitor<Tensor>().Load(new(default, default, default, default, -1)))
                .Message
        );
}
