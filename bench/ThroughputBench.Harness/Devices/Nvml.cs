using System.Runtime.InteropServices;
using System.Text;

namespace ThroughputBench.Devices;

/// <summary>
/// The management library that comes with NVIDIA's driver. It is loaded when it is first asked; if it is missing, or older than a
/// function, nothing is said.
/// </summary>
internal sealed class Nvml : INvml
{
    private const string Library = "libnvidia-ml.so.1";
    private const int Success = 0;
    private const int TextBytes = 96;

    // Enumerations of NVML: the only temperature sensor that every GPU has.
    private const int GpuSensor = 0;

    private static readonly Lazy<Nvml?> Loaded = new(() => Ask(() => Init() == Success ? new Nvml() : null));

    private Nvml() { }

    /// <summary>The library of this machine, or <see langword="null"/> if there is none that works.</summary>
    public static Nvml? OfThisMachine => Loaded.Value;

    public string? DriverVersion() => Text(SystemGetDriverVersion);

    public int? CudaVersion() => Ask(() => SystemGetCudaDriverVersion(out int version) == Success ? version : (int?)null);

    public nint? Handle(string busId) =>
        Ask(() => DeviceGetHandleByPciBusId(Encoding.ASCII.GetBytes(busId + '\0'), out nint gpu) == Success ? gpu : (nint?)null);

    public string? Name(nint gpu) => Text((text, length) => DeviceGetName(gpu, text, length));

    public (ulong Total, ulong Free)? Memory(nint gpu) =>
        Ask(() => DeviceGetMemoryInfo(gpu, out MemoryInfo memory) == Success ? (memory.Total, memory.Free) : ((ulong, ulong)?)null);

    public uint? Clock(nint gpu, NvmlClock clock) =>
        Ask(() => DeviceGetClockInfo(gpu, (int)clock, out uint megahertz) == Success ? megahertz : (uint?)null);

    public uint? MaximumClock(nint gpu, NvmlClock clock) =>
        Ask(() => DeviceGetMaxClockInfo(gpu, (int)clock, out uint megahertz) == Success ? megahertz : (uint?)null);

    public ulong? ThrottleReasons(nint gpu) =>
        Ask(() => DeviceGetCurrentClocksThrottleReasons(gpu, out ulong reasons) == Success ? reasons : (ulong?)null);

    public ulong? Violation(nint gpu, NvmlLimit limit) =>
        Ask(() => DeviceGetViolationStatus(gpu, (int)limit, out ViolationTime time) == Success ? time.Violation : (ulong?)null);

    public bool? Ecc(nint gpu) => Ask(() => DeviceGetEccMode(gpu, out int current, out _) == Success ? current != 0 : (bool?)null);

    public bool? Mig(nint gpu) => Ask(() => DeviceGetMigMode(gpu, out uint current, out _) == Success ? current != 0 : (bool?)null);

    public uint? PowerCap(nint gpu) =>
        Ask(() => DeviceGetEnforcedPowerLimit(gpu, out uint milliwatts) == Success ? milliwatts : (uint?)null);

    public uint? Temperature(nint gpu) =>
        Ask(() => DeviceGetTemperature(gpu, GpuSensor, out uint degrees) == Success ? degrees : (uint?)null);

    private static string? Text(Func<byte[], uint, int> ask)
    {
        byte[] text = new byte[TextBytes];
        return Ask(() =>
            ask(text, TextBytes) == Success ? Encoding.UTF8.GetString(text.AsSpan(0, Math.Max(0, Array.IndexOf(text, (byte)0)))) : null
        );
    }

    private static T? Ask<T>(Func<T?> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return default;
        }
    }

    [DllImport(Library, EntryPoint = "nvmlInit_v2")]
    private static extern int Init();

    [DllImport(Library, EntryPoint = "nvmlSystemGetDriverVersion")]
    private static extern int SystemGetDriverVersion([Out] byte[] text, uint length);

    [DllImport(Library, EntryPoint = "nvmlSystemGetCudaDriverVersion_v2")]
    private static extern int SystemGetCudaDriverVersion(out int version);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetHandleByPciBusId_v2")]
    private static extern int DeviceGetHandleByPciBusId(byte[] busId, out nint gpu);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetName")]
    private static extern int DeviceGetName(nint gpu, [Out] byte[] text, uint length);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    private static extern int DeviceGetMemoryInfo(nint gpu, out MemoryInfo memory);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetClockInfo")]
    private static extern int DeviceGetClockInfo(nint gpu, int clock, out uint megahertz);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetMaxClockInfo")]
    private static extern int DeviceGetMaxClockInfo(nint gpu, int clock, out uint megahertz);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetCurrentClocksThrottleReasons")]
    private static extern int DeviceGetCurrentClocksThrottleReasons(nint gpu, out ulong reasons);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetViolationStatus")]
    private static extern int DeviceGetViolationStatus(nint gpu, int limit, out ViolationTime time);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetEccMode")]
    private static extern int DeviceGetEccMode(nint gpu, out int current, out int pending);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetMigMode")]
    private static extern int DeviceGetMigMode(nint gpu, out uint current, out uint pending);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetEnforcedPowerLimit")]
    private static extern int DeviceGetEnforcedPowerLimit(nint gpu, out uint milliwatts);

    [DllImport(Library, EntryPoint = "nvmlDeviceGetTemperature")]
    private static extern int DeviceGetTemperature(nint gpu, int sensor, out uint degrees);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MemoryInfo
    {
        public readonly ulong Total;
        public readonly ulong Free;
        public readonly ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ViolationTime
    {
        public readonly ulong Reference;
        public readonly ulong Violation;
    }
}
