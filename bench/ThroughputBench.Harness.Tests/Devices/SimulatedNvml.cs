using ThroughputBench.Devices;

namespace ThroughputBench.Tests.Devices;

/// <summary>A driver with one GPU, at the place on the bus that a test says; <see langword="null"/> for what it shall not know.</summary>
internal sealed class SimulatedNvml : INvml
{
    public const string BusId = "0000:0F:00.0";

    private const nint Gpu = 42;

    public string? ChipName { get; init; } = "NVIDIA H100 80GB HBM3";

    public ulong? Throttle { get; set; } = 0;

    public ulong? PowerViolation { get; set; } = 0;

    public bool IsOld { get; init; }

    public string? DriverVersion() => "570.86.15";

    public int? CudaVersion() => IsOld ? null : 12080;

    public nint? Handle(string busId) => busId == BusId ? Gpu : null;

    public string? Name(nint gpu) => Of(gpu, ChipName);

    public (ulong Total, ulong Free)? Memory(nint gpu) => Of<(ulong, ulong)?>(gpu, (85_520_809_984, 84_000_000_000));

    public uint? Clock(nint gpu, NvmlClock clock) => Of<uint?>(gpu, clock == NvmlClock.Sm ? 1755u : 2619u);

    public uint? MaximumClock(nint gpu, NvmlClock clock) => Of<uint?>(gpu, clock == NvmlClock.Sm ? 1980u : 2619u);

    public ulong? ThrottleReasons(nint gpu) => Of(gpu, Throttle);

    public ulong? Violation(nint gpu, NvmlLimit limit) => IsOld ? null : Of(gpu, limit == NvmlLimit.Power ? PowerViolation : 0);

    public bool? Ecc(nint gpu) => IsOld ? null : Of<bool?>(gpu, true);

    public bool? Mig(nint gpu) => IsOld ? null : Of<bool?>(gpu, false);

    public uint? PowerCap(nint gpu) => Of<uint?>(gpu, 700_000);

    public uint? Temperature(nint gpu) => Of<uint?>(gpu, 38);

    private static T Of<T>(nint gpu, T value) => gpu == Gpu ? value : throw new InvalidOperationException("This GPU was never found.");
}
