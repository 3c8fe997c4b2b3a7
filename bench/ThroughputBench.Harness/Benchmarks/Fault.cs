using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ThroughputBench.Benchmarks.Faults;
using ThroughputBench.Records;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>A known fault put into the monitored side, to see that the suite notices it.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Amount">
/// By how much: a fraction, nanoseconds, optimizer steps, bytes or KiB, depending on the kind; 0 if the kind has no amount.
/// </param>
/// <param name="Cell">A and L of the faulty cell, if it is only one.</param>
internal sealed partial record Fault(FaultKind Kind, double Amount, (int Accumulate, int LogEvery)? Cell = null)
{
    /// <summary>The values of <c>--fault</c>, for its help and its error message.</summary>
    public const string Words =
        "slow=1%, overreport=1% (above 0, at most 1000%); slow=100ns (or us, at most 1000us per micro-batch); "
        + "window=+1 (W is off by so many steps, -99 to +999); late-log; short-cycle; validation-time; epoch-end; "
        + "lost-checkpoint; rounded-time; wall-clock; "
        + "allocate=40 (bytes per micro-batch, a multiple of 8 from 24 to 65536); "
        + "evict=64, wake=64 (KiB of memory touched per micro-batch, by the training thread or by another, at most 65536); "
        + "device-error=2/4 (a device that fails in the cell A = 2, L = 4)";

    private const int MostBytes = 65_536,
        MostNanoseconds = 1_000_000,
        MostKibibytes = 65_536,
        FewestSteps = -99,
        MostSteps = 999;

    /// <summary>Reads one of <see cref="Words"/>.</summary>
    /// <exception cref="InputException">It is none of them.</exception>
    public static Fault Parse(string text) =>
        WithoutAmount(text)
        ?? InOneCell(text)
        ?? Share(text)
        ?? Time(text)
        ?? Window(text)
        ?? Bytes(text)
        ?? Memory(text)
        ?? throw new InputException($"--fault must be one of {Words}; not '{text}'.");

    /// <summary>The callbacks to train with: the monitor, or its faulty replacement, and the callback that slows it down.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="accumulate">A of the cell.</param>
    /// <param name="logEvery">L of the cell.</param>
    public IEnumerable<Callback<Batch>> Around(Callback<Batch> monitor, int accumulate, int logEvery) =>
        Kind switch
        {
            FaultKind.Slow => [monitor, new Brake(Amount)],
            FaultKind.Delay => [monitor, new Delay(Amount)],
            FaultKind.Allocate => [monitor, new Waste((int)Amount)],
            FaultKind.Evict => [new Eviction((int)Amount), monitor],
            FaultKind.Wake => [monitor, new Waking((int)Amount)],
            FaultKind.LateLog => [new LateLogs(monitor)],
            FaultKind.ShortCycle => [new ForgottenShortCycles(monitor)],
            FaultKind.ValidationTime => [new TimedValidation(monitor)],
            FaultKind.EpochEnd => [new RecountedEpochEnds(monitor)],
            FaultKind.LostCheckpoint => [new LostCheckpoint(monitor)],
            FaultKind.DeviceError when Cell == (accumulate, logEvery) => [monitor, new BreakingDevice()],
            _ => [monitor],
        };

    /// <summary>The options that the monitor receives.</summary>
    public ThroughputMonitorOptions<Batch> Options(ThroughputMonitorOptions<Batch> options) =>
        Kind == FaultKind.Window ? options with { WindowSteps = Math.Max(1, options.WindowSteps + (int)Amount) } : options;

    /// <summary>The monitor's clock.</summary>
    public TimeProvider Clock(TimeProvider clock) =>
        Kind switch
        {
            FaultKind.Overreport => new SlowClock(clock, 1 + Amount),
            FaultKind.RoundedTime => new RoundedClock(clock),
            FaultKind.WallClock => new WallClock(clock),
            _ => clock,
        };

    /// <summary>The driver for timing a device.</summary>
    public ICudaDriver Driver(ICudaDriver driver) => Kind == FaultKind.Overreport ? new SlowDriver(driver, 1 + Amount) : driver;

    private static Fault? WithoutAmount(string text) =>
        text switch
        {
            "late-log" => new Fault(FaultKind.LateLog, 0),
            "short-cycle" => new Fault(FaultKind.ShortCycle, 0),
            "validation-time" => new Fault(FaultKind.ValidationTime, 0),
            "epoch-end" => new Fault(FaultKind.EpochEnd, 0),
            "lost-checkpoint" => new Fault(FaultKind.LostCheckpoint, 0),
            "rounded-time" => new Fault(FaultKind.RoundedTime, 0),
            "wall-clock" => new Fault(FaultKind.WallClock, 0),
            _ => null,
        };

    private static Fault? InOneCell(string text) =>
        DeviceErrorIn().Match(text) is { Success: true } cell
            ? new Fault(
                FaultKind.DeviceError,
                0,
                (
                    int.Parse(cell.Groups[1].Value, CultureInfo.InvariantCulture),
                    int.Parse(cell.Groups[2].Value, CultureInfo.InvariantCulture)
                )
            )
            : null;

    private static Fault? Share(string text)
    {
        string[] parts = text.Split('=', 2);
        FaultKind? kind = parts[0] switch
        {
            "slow" => FaultKind.Slow,
            "overreport" => FaultKind.Overreport,
            _ => null,
        };
        return
            kind is not null
            && parts.Length == 2
            && parts[1].EndsWith('%')
            && double.TryParse(parts[1][..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && percent is > 0 and <= 1000
            ? new Fault(kind.Value, percent / 100)
            : null;
    }

    private static Fault? Time(string text) =>
        SlowBy().Match(text) is { Success: true } slow
        && long.Parse(slow.Groups[1].Value, CultureInfo.InvariantCulture) * (slow.Groups[2].Value == "us" ? 1000 : 1)
            is <= MostNanoseconds and long nanoseconds
            ? new Fault(FaultKind.Delay, nanoseconds)
            : null;

    private static Fault? Window(string text) =>
        WindowBy().Match(text) is { Success: true } window
        && int.Parse(window.Groups[1].Value, CultureInfo.InvariantCulture) is not 0 and >= FewestSteps and <= MostSteps and int steps
            ? new Fault(FaultKind.Window, steps)
            : null;

    private static Fault? Bytes(string text) =>
        AllocateSoMuch().Match(text) is { Success: true } allocate
        && int.Parse(allocate.Groups[1].Value, CultureInfo.InvariantCulture) is >= Waste.FewestBytes and <= MostBytes and int bytes
        && bytes % Waste.Alignment == 0
            ? new Fault(FaultKind.Allocate, bytes)
            : null;

    private static Fault? Memory(string text) =>
        TouchSoMuch().Match(text) is { Success: true } touch
        && int.Parse(touch.Groups[2].Value, CultureInfo.InvariantCulture) is <= MostKibibytes and int kibibytes
            ? new Fault(touch.Groups[1].Value == "evict" ? FaultKind.Evict : FaultKind.Wake, kibibytes)
            : null;

    [GeneratedRegex(@"\Aslow=([1-9][0-9]{0,6})(ns|us)\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlowBy();

    [GeneratedRegex(@"\A(evict|wake)=([1-9][0-9]{0,4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex TouchSoMuch();

    [GeneratedRegex(@"\Awindow=([+-][0-9]{1,3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex WindowBy();

    [GeneratedRegex(@"\Aallocate=([1-9][0-9]{0,4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex AllocateSoMuch();

    [GeneratedRegex(@"\Adevice-error=([1-9][0-9]{0,5})/([1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceErrorIn();

    /// <summary>Throws TorchSharp's exception for a CUDA error, with libtorch's message, in the middle of the pairs.</summary>
    private sealed class BreakingDevice : Callback<Batch>
    {
        private const int Batches = 50;

        [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "It is what TorchSharp throws.")]
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
        {
            if (state.Batches >= Batches)
            {
                throw new ExternalException(
                    "CUDA error: an illegal memory access was encountered\n"
                        + "CUDA kernel errors might be asynchronously reported at some other API call, "
                        + "so the stacktrace below might be incorrect."
                );
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
    private sealed class SlowClock(TimeProvider clock, double factor) : TimeProvider
    {
        private readonly long _start = clock.GetTimestamp();

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => _start + (long)((clock.GetTimestamp() - _start) / factor);
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

        public CudaResult QueryStream() => driver.QueryStream();

        public CudaResult SynchronizeStream() => driver.SynchronizeStream();

        public CudaResult DestroyEvent(nint destroyed) => driver.DestroyEvent(destroyed);

        public string? NameOf(CudaResult result) => driver.NameOf(result);
    }
}
