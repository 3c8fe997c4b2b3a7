using ThroughputBench.Monitoring;
using ThroughputBench.Training.Flops;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class RandomFitTests
{
    private const int Fits = 300;
    private readonly torch.Tensor[] _bySize = [.. Enumerable.Range(1, 64).Select(size => torch.ones(size, 1))];

    [Fact]
    public void Whatever_a_real_trainer_does_every_rate_and_total_is_that_of_the_slow_reference()
    {
        int logs = 0,
            partial = 0;
        for (int seed = 0; seed < Fits; seed++)
        {
            Exception? wrong = Record.Exception(() =>
            {
                ReferenceMonitor reference = Train(seed);
                (logs, partial) = (logs + reference.Logs, partial + reference.PartialLogs);
            });
            Assert.True(wrong is null, $"Seed {seed}: {wrong}");
        }

        // Chance that met too little would prove nothing.
        Assert.True(logs > 10 * Fits, $"{logs} logs");
        Assert.InRange(partial, Fits, logs - Fits);
    }

    private ReferenceMonitor Train(int seed)
    {
        var random = new Random(seed);
        var clock = new Clock();
        var interval = new LogInterval(random.Next(1, 13), (LogUnit)random.Next(2));
        int[] accumulations = [.. Enumerable.Range(1, 40).Where(interval.Accepts)];
        var options = new ThroughputMonitorOptions<torch.Tensor>
        {
            WindowSteps = random.Next(2) == 0 ? random.Next(1, 8) : random.Next(1, 201),
            WarmupSteps = random.Next(4) == 0 ? random.Next(1, 5) : 0,
            ItemsOf = batch => 7 * batch.size(0),
            FlopsOf = batch => new PassFlops(10, 20) * batch.size(0),
            StepTimes = true,
        };
        var reference = new ReferenceMonitor(options, interval, clock.TimestampFrequency);
        var monitor = new ThroughputMonitor<torch.Tensor>(options, clock);
        for (int run = random.Next(1, 4); run > 0; run--)
        {
            monitor.Logged += reference.Compare;
            Fit(random, clock, interval, accumulations, reference, monitor);
            reference.CompareAtEnd(monitor);
            reference.Resume();
            ThroughputMonitorState saved = monitor.Save();
            monitor.Logged -= reference.Compare;
            if (random.Next(2) == 0)
                continue;
            monitor = new ThroughputMonitor<torch.Tensor>(options, clock);
            monitor.Load(saved);
            reference.Load();
        }
        return reference;
    }

    private void Fit(
        Random random,
        Clock clock,
        LogInterval interval,
        int[] accumulations,
        ReferenceMonitor reference,
        ThroughputMonitor<torch.Tensor> monitor
    )
    {
        long longest = (long)Math.Pow(10, random.Next(1, 8));
        void Train() => reference.Train(Pass());
        void Evaluate() => reference.Evaluate(Pass());
        long Pass()
        {
            long ticks = 1 + random.NextInt64(longest);
            clock.PassTicks(ticks);
            return ticks;
        }

        IEnumerable<torch.Tensor> Data(Action fetch)
        {
            for (int left = random.Next(1, 40); left > 0; left--)
            {
                fetch();
                yield return _bySize[random.Next(64)];
            }
            fetch(); // that there is no more takes time too
        }

        var tail = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (hook is "EvaluationEnd" or "TrainEpochEnd" or "TrainPause" || (hook == "TrainEpochStart" && state.Epoch > 0))
                    Pass();
            },
        };
        using var task = new ClockedTask
        {
            Forward = Train,
            OptimizerStep = Train,
            Evaluation = Evaluate,
        };
        var options = new TrainerOptions
        {
            Accumulate = new AccumulationSchedule(
                Enumerable.Range(0, 3).ToDictionary(epoch => epoch, _ => accumulations[random.Next(accumulations.Length)])
            ),
            LogEvery = interval,
            MaxEpochs = random.Next(1, 4),
            ValidateEveryBatches = random.Next(2) == 0 ? random.Next(1, 30) : null,
            SanityValidationBatches = random.Next(3),
        };
        new Trainer<torch.Tensor>(options, [reference, monitor, tail]).Fit(
            task,
            new Repeated(() => Data(Train)),
            new Repeated(() => Data(Evaluate))
        );
    }

    /// <summary>Other data at each enumeration.</summary>
    private sealed class Repeated(Func<IEnumerable<torch.Tensor>> epoch) : IEnumerable<torch.Tensor>
    {
        public IEnumerator<torch.Tensor> GetEnumerator() => epoch().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
