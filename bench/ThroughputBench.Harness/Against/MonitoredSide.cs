// Built twice for `check --against`: once with the training loop and monitor of today, once with those of another commit. It may use only
// those parts of the project that both have. Its interface to the program consists of types of .NET and TorchSharp, because the two builds
// share only those.
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Against;

/// <summary>Training with the monitor of the commit that this file is built with.</summary>
public static class MonitoredSide
{
    /// <summary>Begins to train with the monitor and a logger that does nothing.</summary>
    /// <param name="module">The model.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="step">From a micro-batch to its loss.</param>
    /// <param name="data">Micro-batches.</param>
    /// <param name="samplesOf">Samples in a micro-batch.</param>
    /// <param name="itemsOf">Items in a micro-batch, or <see langword="null"/>.</param>
    /// <param name="accumulate">A.</param>
    /// <param name="logEvery">L.</param>
    /// <param name="inSteps">Whether L counts optimizer steps rather than batches.</param>
    /// <param name="hookBegins">Called before the monitor's hook at each micro-batch, or <see langword="null"/>.</param>
    /// <param name="hookEnds">Called after it, or <see langword="null"/>.</param>
    /// <returns>What trains so many micro-batches, and what ends the training.</returns>
    public static (Action<int> Advance, Action End) Begin(
        torch.nn.Module module,
        torch.optim.Optimizer optimizer,
        Func<object, torch.Tensor> step,
        IEnumerable<object> data,
        Func<object, long> samplesOf,
        Func<object, long>? itemsOf,
        int accumulate,
        int logEvery,
        bool inSteps,
        Action? hookBegins,
        Action? hookEnds
    )
    {
        var monitor = new ThroughputMonitor<object>(new ThroughputMonitorOptions<object> { SamplesOf = samplesOf, ItemsOf = itemsOf });
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            LogEvery = inSteps ? LogInterval.Steps(logEvery) : LogInterval.Batches(logEvery),
            MaxEpochs = int.MaxValue,
        };
        Callback<object>[] callbacks =
            hookBegins is null || hookEnds is null ? [monitor] : [new Probe(hookBegins), monitor, new Probe(hookEnds)];
        FitRun<object> run = new Trainer<object>(options, callbacks, [new NullLogger()]).Begin(
            new SharedTask(module, optimizer, step),
            data
        );
        return (batches => run.AdvanceBatches(batches), run.Dispose);
    }

    // Every commit with a monitor has this hook; those around pauses are younger.
    private sealed class Probe(Action reached) : Callback<object>
    {
        public override void OnTrainBatchEnd(TrainerState state, object batch, torch.Tensor loss) => reached();
    }

    private sealed class SharedTask(torch.nn.Module module, torch.optim.Optimizer optimizer, Func<object, torch.Tensor> step)
        : TrainingTask<object>
    {
        public override torch.nn.Module Module => module;

        public override torch.optim.Optimizer Optimizer => optimizer;

        public override torch.Tensor TrainingStep(object batch) => step(batch);
    }
}
