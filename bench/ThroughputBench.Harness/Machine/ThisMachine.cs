using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using BenchmarkDotNet.Environments;
using ThroughputBench.Records;

namespace ThroughputBench.Machine;

/// <summary>Reads what a <see cref="MachineFingerprint"/> and a <see cref="MachineState"/> hold.</summary>
internal static class ThisMachine
{
    private const int LongestText = 100;

    /// <summary>The fingerprint of this machine and process.</summary>
    /// <param name="libtorch">Facts on libtorch, which is not called here.</param>
    public static MachineFingerprint Fingerprint(LibtorchFacts libtorch)
    {
        (string model, int logicalCores) = Cpu();
        return new()
        {
            Os =
                OperatingSystem.IsLinux() ? "linux"
                : OperatingSystem.IsMacOS() ? "macos"
                : OperatingSystem.IsWindows() ? "windows"
                : "other",
            // Darwin's description of its build is long.
            OsDescription = Plain(OperatingSystem.IsMacOS() ? $"macOS {Environment.OSVersion.Version}" : RuntimeInformation.OSDescription),
            Kernel = Environment.OSVersion.Version.ToString(3),
            Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            CpuModel = model,
            LogicalCores = logicalCores,
            UsableCores = Environment.ProcessorCount,
            CpuQuotaCores = LinuxSystem.This.CpuQuotaCores(),
            CpuGovernor = LinuxSystem.This.CpuGovernor(),
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Hypervisor = Hypervisor(),
            Runtime = Plain(RuntimeInformation.FrameworkDescription),
            GarbageCollector =
                (GCSettings.IsServerGC ? "server, " : "workstation, ")
                + (GCSettings.LatencyMode == GCLatencyMode.Batch ? "non-concurrent" : "concurrent"),
            TieredCompilation = RuntimeSwitch("TieredCompilation"),
            TieredPgo = RuntimeSwitch("TieredPGO"),
            Libtorch = libtorch,
            Environment = CostVariables.OfThisProcess(),
        };
    }

    /// <summary>What can be different a minute later.</summary>
    public static MachineState State(MachineFingerprint machine) =>
        new()
        {
            UsableCores = machine.UsableCores,
            LoadAverage = LinuxSystem.This.LoadAverage(),
            CpuQuotaCores = machine.CpuQuotaCores,
            CpuGovernor = machine.CpuGovernor,
            TieredPgo = machine.TieredPgo,
            ServerGarbageCollector = GCSettings.IsServerGC,
            Debugger = Debugger.IsAttached,
            DebugBuild = typeof(ThisMachine).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true },
            OnBattery = LinuxSystem.This.OnBattery(),
        };

    /// <summary>BenchmarkDotNet can query each operating system.</summary>
    private static (string Model, int LogicalCores) Cpu()
    {
        var cpu = HostEnvironmentInfo.GetCurrent().Cpu.Value;
        string model = Plain(cpu?.ProcessorName ?? "");
        return (model.Length > 0 ? model : "unknown CPU", Math.Max(cpu?.LogicalCoreCount ?? 0, Environment.ProcessorCount));
    }

    /// <summary>A switch of the runtime that is on unless the environment or the program's configuration turns it off.</summary>
    private static bool RuntimeSwitch(string name)
    {
        string? variable = Environment.GetEnvironmentVariable("DOTNET_" + name) ?? Environment.GetEnvironmentVariable("COMPlus_" + name);
        return CostVariables.Number(variable) is { } number
            ? number != 0
            : !AppContext.TryGetSwitch("System.Runtime." + name, out bool on) || on;
    }

    /// <summary>
    /// An x86 processor under a hypervisor reports it (CPUID leaf 1, ECX bit 31), and the hypervisor gives its name (leaf 0x40000000).
    /// </summary>
    private static string? Hypervisor()
    {
        if (!X86Base.IsSupported)
            return LinuxSystem.This.Hypervisor();
        if ((X86Base.CpuId(1, 0).Ecx & (1 << 31)) == 0)
            return null;
        (_, int b, int c, int d) = X86Base.CpuId(0x40000000, 0);
        string signature = Plain(Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([b, c, d])));
        return signature switch
        {
            "" => "unknown",
            "KVMKVMKVM" => "KVM",
            "Microsoft Hv" => "Hyper-V",
            "VMwareVMware" => "VMware",
            "XenVMMXenVMM" => "Xen",
            "TCGTCGTCGTCG" => "QEMU",
            "VBoxVBoxVBox" => "VirtualBox",
            "bhyve bhyve" => "bhyve",
            _ => signature,
        };
    }

    /// <summary>One line of printable text.</summary>
    private static string Plain(string text)
    {
        string printable = string.Concat(
            text.Select(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? ' ' : letter)
        );
        string plain = string.Join(' ', printable.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return plain.Length <= LongestText ? plain : plain[..LongestText];
    }
}
