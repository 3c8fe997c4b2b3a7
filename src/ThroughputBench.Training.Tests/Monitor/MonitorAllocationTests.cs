using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Tests.Cuda;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class MonitorAllocationTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void A_micro_batch_costs_no_managed_byte_with_all_metrics_on_and_a_log_at_every_step(int accumulate, bool keepLedger)
    {
        var options = new ThroughputMonitorOptions<torch.Tensor>
        {
            WindowSteps = 10,
            ItemsOf = static batch => 2 * batch.size(0),
            FlopsOf = static _ => new PassFlops(1, 2),
            Peak = PeakFlops.GivenByUser(1e12, FlopDtype.Float32),
            World = new World(2),
            StepTimes = true,
            DataWait = true,
        };
        var measured = new Measured(new ThroughputMonitor<torch.Tensor>(options));
        using var task = new ClockedTask();
        var trainer = new Trainer<torch.Tensor>(
            new()
            {
                Accumulate = accumulate,
                LogEvery = LogInterval.Steps(1),
                KeepLedger = keepLedger,
                SanityValidationBatches = 0,
                ValidateEveryBatches = 200,
            },
            [measured],
            [new NullLogger()]
        );
        trainer.Noticed += (_, _) => { };
        using FitRun<torch.Tensor> run = trainer.Begin(task, Batches.Of(10_000, samples: 3), Batches.Of(10));

        // What is made once may be made late, if a path is first taken late; what a micro-batch costs it costs in every stretch.
        long fewest = long.MaxValue;
        for (int stretch = 0; stretch < 3; stretch++)
        {
            measured.Bytes = 0;
            for (int i = 0; i < 20; i++)
            {
                run.Advance(10);
                run.FlushLoggers(); // so that the log's buffer need not grow
            }
            fewest = Math.Min(fewest, measured.Bytes);
        }

        Assert.Equal(0, fewest);
        Assert.Equal(600 * accumulate, measured.Calls);
    }

    [Theory]
    [InlineData(DeviceTiming.Events)]
    [InlineData(DeviceTiming.SyncAtLog)]
    [InlineData(DeviceTiming.SyncEveryBatch)]
    public void A_micro_batch_on_a_device_that_is_up_to_forty_steps_behind_costs_no_managed_byte_either(DeviceTiming timing)
    {
        var clock = new Clock();
        var cuda = new SimulatedCuda(clock) { IsSilent = true };
        var options = new ThroughputMonitorOptions<torch.Tensor>
        {
            WindowSteps = 10,
            DeviceTiming = timing,
            StepTimes = true,
        };
        var measured = new Measured(new ThroughputMonitor<torch.Tensor>(options, clock, _ => cuda));
        using var task = new ClockedTask
        {
            Forward = () =>
            {
                clock.PassTicks(1);
                cuda.Launch(10_000);
            },
        };
        var trainer = new Trainer<torch.Tensor>(
            new()
            {
                Accumulate = 2,
                LogEvery = LogInterval.Steps(1),
                SanityValidationBatches = 0,
            },
            [measured],
            [new NullLogger()]
        );
        using FitRun<torch.Tensor> run = trainer.Begin(task, Batches.Of(10_000));

        long fewest = long.MaxValue;
        for (int stretch = 0; stretch < 3; stretch++)
        {
            measured.Bytes = 0;
            for (int i = 0; i < 20; i++)
            {
                run.Advance(10);
                run.FlushLoggers();
                if (i % 4 == 3)
                    clock.PassTicks(1_000_000);
            }
            fewest = Math.Min(fewest, measured.Bytes);
        }

        Assert.Equal(0, fewest);
        Assert.Equal(1200, measured.Calls);
    }

    /// <summary>Sums up what its monitor allocates on the training thread.</summary>
    private sealed class Measured(ThroughputMonitor<torch.Tensor> monitor) : Callback<torch.Tensor>
    {
        public long Bytes { get; set; }

        public int Calls { get; private set; }

        public override void OnFitStart(TrainerState state) => monitor.OnFitStart(state);

        public override void OnTrainStart(TrainerState state) => monitor.OnTrainStart(state);

        public override void OnTrainPause(TrainerState state) => monitor.OnTrainPause(state);

        public override void OnTrainResume(TrainerState state) => monitor.OnTrainResume(state);

        public override void OnEvaluationStart(TrainerState state) => monitor.OnEvaluationStart(state);

        public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            monitor.OnTrainBatchEnd(state, batch, loss);
            Bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            Calls++;
        }

        public override void OnEvaluationBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor output)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            monitor.OnEvaluationBatchEnd(state, batch, output);
            Bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public override void OnEvaluationEnd(TrainerState state) => monitor.OnEvaluationEnd(state);
    }
}
