using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

public sealed class RandomDeviceFitTests
{
    private const int Fits = 200;

    // A sixteenth of a millisecond: multiples of it are numbers that single precision holds exactly, so that what is wrong cannot hide in
    // the driver's rounding.
    private const long Unit = 625;

    private readonly torch.Tensor[] _bySize = [.. Enumerable.Range(1, 16).Select(size => torch.ones(size, 1))];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_the_device_is_asked_for_every_rate_and_total_is_that_of_the_slow_reference(bool stepTimes)
    {
        int logs = 0,
            late = 0,
            windows = 0,
            noWindow = 0,
            narrow = 0,
            kept = 0;
        for (int seed = 0; seed < Fits; seed++)
        {
            Exception? wrong = Record.Exception(() =>
            {
                DeviceReference reference = Train(seed, stepTimes);
                (logs, late, windows) = (logs + reference.Logs, late + reference.LateLogs, windows + reference.Windows);
                (noWindow, narrow, kept) = (noWindow + reference.NoWindow, narrow + reference.NarrowWindows, kept + reference.KeptWindows);
            });
            Assert.True(wrong is null, $"Seed {seed}: {wrong}");
        }

        // Chance that met too little would prove nothing.
        Assert.True(logs > 10 * Fits, $"{logs} logs");
        Assert.InRange(late, 3 * Fits, logs - Fits);
        Assert.True(
            noWindow < windows / 100 && narrow < windows / 2 && kept < windows / 20,
            $"Of {windows} windows {noWindow} were missing, {narrow} narrower than they could be, {kept} older."
        );
    }

    private DeviceReference Train(int seed, bool stepTimes)
    {
        var random = new Random(seed);
        var clock = new Clock();
        var cuda = new SimulatedCuda(clock);
        var interval = new LogInterval(random.Next(1, 13), (LogUnit)random.Next(2));
        int[] accumulations = [.. Enumerable.Range(1, 20).Where(interval.Accepts)];
        var options = new ThroughputMonitorOptions<torch.Tensor>
        {
            WindowSteps = random.Next(1, 20),
            WarmupSteps = random.Next(4) == 0 ? random.Next(1, 5) : 0,
            StepTimes = stepTimes,
        };
        var reference = new DeviceReference(options, cuda, clock);
        var monitor = new ThroughputMonitor<torch.Tensor>(options, clock, _ => cuda);
        monitor.Logged += reference.Compare;
        for (int run = random.Next(1, 3); run > 0; run--)
        {
            Fit(random, clock, cuda, interval, accumulations, reference, monitor);
            reference.CompareAtEnd(monitor);
            Assert.Equal(0, cuda.Alive);
        }
        return reference;
    }

    private void Fit(
        Random random,
        Clock clock,
        SimulatedCuda cuda,
        LogInterval interval,
        int[] accumulations,
        DeviceReference reference,
        ThroughputMonitor<torch.Tensor> monitor
    )
    {
        // In some fits the device is the slower one, in others the host; sometimes by far.
        int longestHost = (int)Math.Pow(10, random.Next(0, 4)),
            longestDevice = (int)Math.Pow(10, random.Next(0, 4));
        void Work()
        {
            clock.PassTicks(Unit * random.Next(0, longestHost + 1));
            cuda.Launch(Unit * random.Next(1, longestDevice + 1));
        }

        IEnumerable<torch.Tensor> Data()
        {
            for (int left = random.Next(1, 40); left > 0; left--)
            {
                clock.PassTicks(Unit * random.Next(0, longestHost + 1));
                yield return _bySize[random.Next(_bySize.Length)];
            }
        }

        var elsewhere = new HookRecorder
        {
            At = (hook, state) =>
            {
                if (
                    hook is "EvaluationEnd" or "TrainEpochEnd" or "TrainPause" or "EvaluationStart"
                    || (hook == "TrainEpochStart" && state.Epoch > 0)
                )
                {
                    Work();
                }
            },
        };
        using var task = new ClockedTask
        {
            Forward = Work,
            OptimizerStep = Work,
            Evaluation = Work,
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
        new Trainer<torch.Tensor>(options, [reference, monitor, elsewhere]).Fit(task, new Repeated(Data), new Repeated(Data));
    }

    /// <summary>Other data at each enumeration.</summary>
    private sealed class Repeated(Func<IEnumerable<torch.Tensor>> epoch) : IEnumerable<torch.Tensor>
    {
        public IEnumerator<torch.Tensor> GetEnumerator() => epoch().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
