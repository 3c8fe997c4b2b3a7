using System.Diagnostics.CodeAnalysis;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ThroughputBench.Records;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>A known fault put into the monitored side, to see that the suite notices it.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Share">By how much, as a fraction.</param>
/// <param name="Cell">A and L of the cell in which it is, where it is in one only.</param>
internal sealed partial record Fault(FaultKind Kind, double Share, (int Accumulate, int LogEvery)? Cell = null)
{
    /// <summary>Reads <c>slow=1%</c>, <c>overreport=1%</c> or <c>device-error=2/4</c>.</summary>
    /// <exception cref="InputException">It is none of them.</exception>
    public static Fault Parse(string text)
    {
        if (DeviceErrorIn().Match(text) is { Success: true } cell)
            return new Fault(FaultKind.DeviceError, 0, (int.Parse(cell.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(cell.Groups[2].Value, CultureInfo.InvariantCulture)));
        string[] parts = text.Split('=', 2);
        FaultKind? kind = parts[0] switch { "slow" => FaultKind.Slow, "overreport" => FaultKind.Overreport, _ => null };
        if (kind is null || parts.Length != 2 || !parts[1].EndsWith('%')
            || !double.TryParse(parts[1][..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            || percent is not (> 0 and <= 1000))
        {
            throw new InputException($"--fault must look like slow=1% or overreport=0.5% (above 0, at most 1000%), or device-error=A/L, not '{text}'.");
        }
        return new Fault(kind.Value, percent / 100);
    }

    /// <summary>The callbacks to train with: the monitor, and what makes it slow.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="accumulate">A of the cell.</param>
    /// <param name="logEvery">L of the cell.</param>
    public IEnumerable<Callback<Batch>> Around(Callback<Batch> monitor, int accumulate, int logEvery) => Kind switch
    {
        FaultKind.Slow => [monitor, new Brake(Share)],
        FaultKind.DeviceError when Cell == (accumulate, logEvery) => [monitor, new BreakingDevice()],
        _ => [monitor],
    };

    /// <summary>The monitor's clock.</summary>
    public TimeProvider Clock => Kind == FaultKind.Overreport ? new SlowClock(1 + Share) : TimeProvider.System;

    /// <summary>The driver that the monitor times a device with.</summary>
    public ICudaDriver Driver(ICudaDriver driver) => Kind == FaultKind.Overreport ? new SlowDriver(driver, 1 + Share) : driver;

    [GeneratedRegex(@"\Adevice-error=([1-9][0-9]{0,5})/([1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceErrorIn();

    /// <summary>Throws what TorchSharp throws when CUDA reports an error, as libtorch words it, in the middle of the pairs.</summary>
    private sealed class BreakingDevice : Callback<Batch>
    {
        private const int Batches = 1000;

        [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "It is what TorchSharp throws.")]
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
        {
            if (state.Batches >= Batches)
            {
                throw new ExternalException("CUDA error: an illegal memory access was encountered\n" +
                    "CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.");
            }
        }
    }

    /// <summary>Spins after each micro-batch for a share of the time that it took.</summary>
    private sealed class Brake(double share) : Callback<Batch>
    {
        private long _released = Stopwatch.GetTimestamp();
        private long _started;

        public override void OnTrainBatchStart(TrainerState state, Batch batch) => _started = Stopwatch.GetTimestamp();

        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
        {
            long now = Stopwatch.GetTimestamp();
            _released = now + (long)(share * (now - _started));
            while (Stopwatch.GetTimestamp() < _released)
                Thread.SpinWait(1);
        }
    }

    /// <summary>Runs slow, so that rates come out too high.</summary>
    private sealed class SlowClock(double factor) : TimeProvider
    {
        private readonly long _start = System.GetTimestamp();

        public override long GetTimestamp() => _start + (long)((System.GetTimestamp() - _start) / factor);
    }

    /// <summary>A device's clock that runs slow.</summary>
    private sealed class SlowDriver(ICudaDriver driver, double factor) : ICudaDriver
    {
        public CudaResult CreateEvent(out nint created) => driver.CreateEvent(out created);

        public CudaResult RecordEvent(nint recorded) => driver.RecordEvent(recorded);

        public CudaResult QueryEvent(nint queried) => driver.QueryEvent(queried);

        public CudaResult SynchronizeEvent(nint awaited) => driver.SynchronizeEvent(awaited);

        public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
        {
            CudaResult result = driver.ElapsedTime(out float elapsed, start, end);
            milliseconds = (float)(elapsed / factor);
            return result;
        }

        public CudaResult SynchronizeStream() => driver.SynchronizeStream();

        public CudaResult DestroyEvent(nint destroyed) => driver.DestroyEvent(destroyed);

        public string? NameOf(CudaResult result) => driver.NameOf(result);
    }
}
