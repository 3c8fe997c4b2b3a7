using System.Diagnostics;
using ThroughputBench.Records;
using ThroughputBench.Training.Cuda;
using TorchSharp;

namespace ThroughputBench.Devices;

/// <summary>
/// What the calls of the CUDA driver that a monitor needs cost the host, measured as it makes them: from .NET, on the default stream.
/// </summary>
/// <param name="driver">The driver, for one device.</param>
/// <param name="work">Asks the device for work, and returns at once; the number says how much.</param>
internal sealed class DriverCalls(ICudaDriver driver, Action<int> work)
{
    private const int CallsPerStretch = 10;
    private const int Stretches = 400;
    private const int FewestPieces = 8;
    private const int MostPieces = 1024;

    /// <summary>Of one of this machine's devices.</summary>
    public static IReadOnlyList<DriverCall> Measure(int index)
    {
        var device = new torch.Device(DeviceType.CUDA, index);
        using torch.Tensor factor = torch.ones(4096, 4096, device: device),
            product = torch.empty(4096, 4096, device: device);
        return new DriverCalls(CudaDriver.Of(device)!, pieces =>
        {
            using var noGradients = torch.no_grad();
            for (int i = 0; i < pieces; i++)
                product.addmm_(factor, factor, beta: 0);
        }).Measure();
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
            calls.Add(Time("cuStreamSynchronize", "idle device", stream.Synchronize));
            calls.AddRange(Busy(stream, late, () => Time("cuEventRecord", "busy device", () => stream.Record(early))));
            calls.AddRange(Busy(stream, late, () => Time("cuEventQuery", "not passed", () => stream.IsPassed(late))));
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

    private static DriverCall Time(string call, string state, Action action)
    {
        var nanoseconds = new double[Stretches];
        for (int stretch = -Stretches / 4; stretch < Stretches; stretch++) // the first ones are compiled and warmed up in
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < CallsPerStretch; i++)
                action();
            if (stretch >= 0)
                nanoseconds[stretch] = Stopwatch.GetElapsedTime(began).TotalNanoseconds / CallsPerStretch;
        }
        Array.Sort(nanoseconds);
        return new DriverCall
        {
            Call = call,
            State = state,
            MedianNanoseconds = nanoseconds[Stretches / 2],
            LowerNanoseconds = nanoseconds[Stretches / 10],
            UpperNanoseconds = nanoseconds[Stretches * 9 / 10],
            Stretches = Stretches,
        };
    }
}
