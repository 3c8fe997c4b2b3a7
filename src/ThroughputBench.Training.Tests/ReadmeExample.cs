using OpenTelemetry;
using OpenTelemetry.Metrics;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;

namespace ThroughputBench.Training.Tests;

/// <summary>The code of the loop's README, word for word.</summary>
internal static class ReadmeExample
{
    public static FitResult Train(torch.utils.data.Dataset<(Tensor Image, long Class)> dataset, TextWriter output)
    {
        using var loader = new DataLoader<(Tensor Image, long Class), (Tensor Images, Tensor Classes)>(
            dataset,
            batchSize: 32,
            Collate,
            shuffle: true,
            seed: 1,
            num_worker: 2
        );
        using var trainer = new Trainer<(Tensor Images, Tensor Classes)>(
            new TrainerOptions
            {
                Accumulate = 4,
                LogEvery = LogInterval.Steps(10),
                MaxEpochs = 3,
            },
            callbacks: [new ThroughputMonitor<(Tensor Images, Tensor Classes)>()],
            loggers: [new ConsoleLogger(output)]
        );
        FitResult result = trainer.Fit(new Digits(), loader);

        static (Tensor Images, Tensor Classes) Collate(IEnumerable<(Tensor Image, long Class)> samples, Device device)
        {
            (Tensor Image, long Class)[] all = [.. samples];
            return (stack(all.Select(one => one.Image)).to(device), tensor(all.Select(one => one.Class).ToArray(), device: device));
        }

        return result;
    }

    public static void TrainByHand(Module<Tensor, Tensor> model, Optimizer optimizer, Tensor[] batches, TextWriter output)
    {
        var monitor = new ThroughputMonitor<Tensor>();
        var options = new TrainerOptions { Accumulate = 4, LogEvery = LogInterval.Steps(10) };
        using var loop = new HandLoop<Tensor>(monitor, options, [new ConsoleLogger(output)]);
        for (int i = 0; i < batches.Length; i++)
        {
            bool endsCycle = (i + 1) % 4 == 0;
            (model.call(batches[i]).mean() / 4).backward();
            if (endsCycle)
            {
                optimizer.step();
                optimizer.zero_grad();
            }
            loop.EndBatch(batches[i], endsCycle);
        }
    }

    public static void Publish(
        ThroughputMonitor<Tensor> monitor,
        Trainer<Tensor> trainer,
        TrainingTask<Tensor> task,
        Tensor[] batches,
        List<MetricSnapshot> exported,
        int rank
    )
    {
        using MonitorInstruments instruments = MonitorInstruments.Publish(monitor, rank: rank);
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(MonitorInstruments.MeterName)
            .AddInMemoryExporter(exported) // or AddOtlpExporter()
            .Build();
        trainer.Fit(task, batches);
    }

    public static FitResult TrainAhead(
        Trainer<(Tensor Images, Tensor Classes)> trainer,
        TrainingTask<(Tensor Images, Tensor Classes)> task,
        DataLoader<(Tensor Image, long Class), (Tensor Images, Tensor Classes)> loader
    )
    {
        FitResult result = trainer.Fit(task, loader.Prefetch(2, keep: batch => (batch.Images.alias(), batch.Classes.alias())));
        return result;
    }

    /// <summary>Steps a learning-rate scheduler after each optimizer step.</summary>
    private sealed class Scheduling(lr_scheduler.LRScheduler scheduler) : Callback<(Tensor Images, Tensor Classes)>
    {
        public override void OnAfterOptimizerStep(TrainerState state) => scheduler.step();

        // A checkpoint restores the optimizer's rates; the scheduler counts its steps itself.
        public override string? SaveState(TrainerState state) => $"{state.Steps}";

        public override void LoadState(TrainerState state, string saved)
        {
            for (long step = 0; step < state.Steps; step++)
                scheduler.step();
        }
    }

    private sealed class Digits : TrainingTask<(Tensor Images, Tensor Classes)>
    {
        private readonly Module<Tensor, Tensor> _net = Sequential(Linear(64, 64), ReLU(), Linear(64, 10));

        public Digits() => Optimizer = torch.optim.SGD(_net.parameters(), 0.01);

        public override Module Module => _net;

        public override Optimizer Optimizer { get; }

        public override Tensor TrainingStep((Tensor Images, Tensor Classes) batch) =>
            functional.cross_entropy(_net.call(batch.Images), batch.Classes);

        public override double WeightOf((Tensor Images, Tensor Classes) batch) => batch.Classes.size(0);
    }
}
