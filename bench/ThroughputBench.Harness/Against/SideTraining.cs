using ThroughputBench.Benchmarks;
using ThroughputBench.Monitoring;
using ThroughputBench.Pairing;
using ThroughputBench.Workloads;
using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Against;

/// <summary>Training with the monitor of a build that was loaded; its hook may be timed.</summary>
internal static class SideTraining
{
    /// <summary>Trains the model of a workload.</summary>
    public static TrainingSide Train(
        this SideContext side,
        TrainingBench bench,
        int accumulate,
        LogInterval every,
        IEnumerable<Batch> data,
        SectionTimes? times = null
    )
    {
        WorkloadTask task = bench.Task;
        return Begin(side, bench, task.Optimizer, batch => task.TrainingStep((Batch)batch), accumulate, every, data, times);
    }

    /// <summary>
    /// The same with steps that do next to nothing, some 10 µs each: they train one number, on the model's device, and the same micro-batch
    /// comes again and again.
    /// </summary>
    public static TrainingSide TrainOneNumber(this SideContext side, TrainingBench bench, LogInterval every, SectionTimes times)
    {
        var number = new Parameter(torch.zeros([], device: bench.Device));
        torch.optim.Optimizer optimizer = torch.optim.SGD([number], learningRate: 0);
        TrainingSide training = Begin(side, bench, optimizer, _ => number.alias(), 1, every, Again(bench.CreateTrainingData().First()), times);
        return training with
        {
            End = () =>
            {
                training.End();
                optimizer.Dispose();
                number.Dispose();
            },
        };

        static IEnumerable<Batch> Again(Batch batch)
        {
            while (true)
                yield return batch;
        }
    }

    private static TrainingSide Begin(
        SideContext side,
        TrainingBench bench,
        torch.optim.Optimizer optimizer,
        Func<object, torch.Tensor> step,
        int accumulate,
        LogInterval every,
        IEnumerable<Batch> data,
        SectionTimes? times
    )
    {
        (Action<int> advance, Action end) = side.Begin(
            bench.Task.Module,
            optimizer,
            step,
            data,
            static batch => ((Batch)batch).Samples,
            bench.HasItems ? static batch => ((Batch)batch).Items : null,
            accumulate,
            every.Every,
            every.Unit == LogUnit.Steps,
            times is null ? null : times.Start,
            times is null ? null : times.Stop
        );
        return new TrainingSide(advance, end);
    }
}
