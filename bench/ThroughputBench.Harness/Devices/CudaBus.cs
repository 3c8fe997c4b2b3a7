using System.Runtime.InteropServices;
using System.Text;

namespace ThroughputBench.Devices;

/// <summary>Where CUDA's devices are on the PCI bus, by the numbers that PyTorch gives them.</summary>
internal static class CudaBus
{
    private const string Library = "libcuda.so.1";
    private const int Success = 0;
    private const int IdBytes = 32;

    /// <summary>For example <c>0000:0F:00.0</c>; <see langword="null"/> if there is no such device, or no driver.</summary>
    public static string? IdOf(int index)
    {
        try
        {
            byte[] id = new byte[IdBytes];
            return Init(0) == Success && DeviceGet(out int device, index) == Success && DeviceGetPciBusId(id, IdBytes, device) == Success
                ? Encoding.ASCII.GetString(id).TrimEnd('\0')
                : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    [DllImport(Library, EntryPoint = "cuInit")]
    private static extern int Init(uint flags);

    [DllImport(Library, EntryPoint = "cuDeviceGet")]
    private static extern int DeviceGet(out int device, int index);

    [DllImport(Library, EntryPoint = "cuDeviceGetPCIBusId")]
    private static extern int DeviceGetPciBusId([Out] byte[] id, int length, int device);
}
