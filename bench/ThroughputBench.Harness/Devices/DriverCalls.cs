using System.Diagnostics;
using ThroughputBench.Benchmarks;
using ThroughputBench.Records;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Devices;

/// <summary>
/// What the calls of the CUDA driver that a monitor needs cost the host, measured as it makes them: from .NET, on the default stream.
/// </summary>
/// <param name="driver">The driver, for one device.</param>
/// <param name="work">Asks the device for work, and returns at once; the number says how much.</param>
/// <param name="step">Trains a step, which pushes out of the host's caches what a call needs: that is how a monitor finds them.</param>
internal sealed class DriverCalls(ICudaDriver driver, Action<int> work, Action step)
{
    private const int CallsPerStretch = 10;
    private const int Stretches = 400;
    private const int FewestPieces = 8;
    private const int MostPieces = 1024;
    private const int Steps = 200;
    private const string AfterStep = "after a training step";

    /// <summary>Of one of this machine's devices.</summary>
    public static IReadOnlyList<DriverCall> Measure(int index)
    {
        var device = new torch.Device(DeviceType.CUDA, index);
        using torch.Tensor factor = torch.ones(4096, 4096, device: device),
            product = torch.empty(4096, 4096, device: device);
        using var bench = new TrainingBench(new MeasurementPlan(), WorkloadCatalog.Names[0], FormattableString.Invariant($"cuda:{index}"));
        using FitRun<Batch> run = bench.Control(1);
        return new DriverCalls(
            CudaDriver.Of(device)!,
            pieces =>
            {
                using var noGradients = torch.no_grad();
                for (int i = 0; i < pieces; i++)
                    product.addmm_(factor, factor, beta: 0);
            },
            () => run.AdvanceBatches(1)
        ).Measure();
    }

    /// <summary>Measures them all.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public IReadOnlyList<DriverCall> Measure()
    {
        var stream = new CudaStream(driver);
        nint early = stream.CreateEvent(),
            late = stream.CreateEvent();
        try
        {
            stream.Record(early);
            stream.Record(late);
            stream.Synchronize();
            List<DriverCall> calls =
            [
                Time("Stopwatch.GetTimestamp", "for scale", () => Stopwatch.GetTimestamp()),
                Time("cuEventCreate + cuEventDestroy", "idle device", () => stream.Destroy(stream.CreateEvent())),
                Time("cuEventRecord", "idle device", () => stream.Record(late)),
            ];
            stream.Synchronize();
            calls.Add(Time("cuEventQuery", "passed", () => stream.IsPassed(late)));
            calls.Add(Time("cuEventElapsedTime", "both passed", () => stream.Milliseconds(early, late)));
            calls.Add(Time("cuStreamQuery", "idle device", () => stream.IsIdle()));
            calls.Add(Time("cuStreamSynchronize", "idle device", stream.Synchronize));
            calls.AddRange(Busy(stream, late, () => Time("cuEventRecord", "busy device", () => stream.Record(early))));
            calls.AddRange(Busy(stream, late, () => Time("cuEventQuery", "not passed", () => stream.IsPassed(late))));
            stream.Record(late);
            stream.Synchronize();
            calls.Add(TimeCold("Stopwatch.GetTimestamp", () => { }));
            calls.Add(TimeCold("cuEventRecord", () => stream.Record(early)));
            calls.Add(TimeCold("cuEventRecord twice", () =>
            {
                stream.Record(early);
                stream.Record(early);
            }));
            stream.Record(early);
            stream.Record(late);
            stream.Synchronize();
            calls.Add(TimeCold("cuEventQuery, passed", () => stream.IsPassed(late)));
            calls.Add(TimeCold("cuEventElapsedTime, both passed", () => stream.Milliseconds(early, late)));
            calls.Add(TimeCold("cuEventElapsedTime twice", () =>
            {
                stream.Milliseconds(early, late);
                stream.Milliseconds(early, late);
            }));
            calls.Add(TimeCold("cuStreamQuery", () => stream.IsIdle()));
            return calls;
        }
        finally
        {
            stream.Destroy(early);
            stream.Destroy(late);
        }
    }

    // The device must have been at work until the end of what is timed: more work is asked for until it was.
    private IEnumerable<DriverCall> Busy(CudaStream stream, nint end, Func<DriverCall> time)
    {
        for (int pieces = FewestPieces; pieces <= MostPieces; pieces *= 2)
        {
            work(pieces);
            stream.Record(end);
            DriverCall timed = time();
            bool wasBusy = !stream.IsPassed(end);
            stream.Synchronize();
            if (wasBusy)
                return [timed];
        }
        return []; // a device that is never busy for so long has no such figure
    }

    // One call at a time: the second in a row would find everything in the cache.
    private DriverCall TimeCold(string call, Action action)
    {
        var nanoseconds = new double[Steps];
        for (int i = -Steps / 4; i < Steps; i++)
        {
            step();
            long began = Stopwatch.GetTimestamp();
            action();
            if (i >= 0)
                nanoseconds[i] = NanosecondsSince(began);
        }
        return Of(call, AfterStep, nanoseconds);
    }

    private static DriverCall Time(string call, string state, Action action)
    {
        var nanoseconds = new double[Stretches];
        for (int stretch = -Stretches / 4; stretch < Stretches; stretch++) // the first ones are compiled and warmed up in
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < CallsPerStretch; i++)
                action();
            if (stretch >= 0)
                nanoseconds[stretch] = NanosecondsSince(began) / CallsPerStretch;
        }
        return Of(call, state, nanoseconds);
    }

    // A TimeSpan has hundreds of nanoseconds.
    private static double NanosecondsSince(long began) => (Stopwatch.GetTimestamp() - began) * 1e9 / Stopwatch.Frequency;

    private static DriverCall Of(string call, string state, double[] nanoseconds)
    {
        Array.Sort(nanoseconds);
        return new DriverCall
        {
            Call = call,
            State = state,
            MedianNanoseconds = nanoseconds[nanoseconds.Length / 2],
            LowerNanoseconds = nanoseconds[nanoseconds.Length / 10],
            UpperNanoseconds = nanoseconds[nanoseconds.Length * 9 / 10],
            Stretches = nanoseconds.Length,
        };
    }
}
