using System.Text.Json;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class MachineFingerprintTests
{
    [Theory]
    [InlineData("AMD EPYC", "amd-epyc")]
    [InlineData("AMD EPYC 9554 64-Core Processor", "amd-epyc-9554")]
    [InlineData("Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz", "intel-xeon-platinum-8481c")]
    [InlineData("13th Gen Intel(R) Core(TM) i7-1370P", "13th-gen-intel-core-i7-1370p")]
    [InlineData("AMD Ryzen 7 7840U with Radeon 780M Graphics", "amd-ryzen-7-7840u")]
    [InlineData("Apple M2 Pro", "apple-m2-pro")]
    [InlineData("Neoverse-N1", "neoverse-n1")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("<script>", "script")]
    [InlineData("®", "unknown")]
    public void The_name_is_readable_and_fit_for_a_folder(string cpu, string slug) =>
        Assert.Equal(slug + "-2c-linux-x64", (Samples.Machine with { CpuModel = cpu }).Name);

    [Fact]
    public void A_name_stays_short() => Assert.InRange((Samples.Machine with { CpuModel = new string('x', 1000) }).Name.Length, 1, 60);

    [Fact]
    public void A_machine_does_not_differ_from_itself() => Assert.Empty(Samples.Machine.DifferencesFrom(Samples.Machine));

    public static TheoryData<string, string> Incomparable =>
        new()
        {
            { "operating system", "operating system: linux, not windows" },
            { "architecture", "architecture: x64, not arm64" },
            { "CPU model", "CPU model: AMD EPYC, not Apple M2" },
            { "logical cores", "logical cores: 2, not 4" },
            { "usable cores", "usable cores: 2, not 1" },
            { "CPU quota", "CPU quota: 1.5 cores, not none" },
            { "CPU governor", "CPU governor: performance, not unknown" },
            { "hypervisor", "hypervisor: KVM, not none" },
            { ".NET", ".NET: .NET 10.0, not .NET 11.0" },
            { "garbage collector", "garbage collector: workstation, non-concurrent, not server, concurrent" },
            { "tiered compilation", "tiered compilation: on, not off" },
            { "tiered PGO", "tiered PGO: off, not on" },
            { "libtorch", "libtorch: 2.10.0, not 2.11.0" },
            { "libtorch threads", "libtorch threads: 1, not 8" },
        };

    [Theory]
    [MemberData(nameof(Incomparable))]
    public void Machines_that_cannot_be_compared_say_in_which_field_and_have_different_ids(string field, string difference)
    {
        MachineFingerprint machine = Samples.Machine,
            other = field switch
            {
                "operating system" => machine with { Os = "windows" },
                "architecture" => machine with { Architecture = "arm64" },
                "CPU model" => machine with { CpuModel = "Apple M2" },
                "logical cores" => machine with { LogicalCores = 4 },
                "usable cores" => machine with { UsableCores = 1 },
                "CPU quota" => machine with { CpuQuotaCores = null },
                "CPU governor" => machine with { CpuGovernor = null },
                "hypervisor" => machine with { Hypervisor = null },
                ".NET" => machine with { Runtime = ".NET 11.0.0" },
                "garbage collector" => machine with { GarbageCollector = "server, concurrent" },
                "tiered compilation" => machine with { TieredCompilation = false },
                "tiered PGO" => machine with { TieredPgo = true },
                "libtorch" => machine with { Libtorch = machine.Libtorch with { Version = "2.11.0" } },
                _ => machine with { Libtorch = machine.Libtorch with { Threads = 8 } },
            };

        Assert.Equal([difference], machine.DifferencesFrom(other).Select(found => found.ToString()));
        Assert.NotEqual(machine.Id, other.Id);
        Assert.StartsWith(other.Name + "-", other.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_of_the_system_or_of_dotnet_leaves_machines_comparable()
    {
        MachineFingerprint patched = Samples.Machine with
        {
            OsDescription = "Debian GNU/Linux 13",
            Kernel = "6.12.1",
            Runtime = ".NET 10.0.13",
            MemoryBytes = 1L << 36,
        };

        Assert.Empty(Samples.Machine.DifferencesFrom(patched));
        Assert.Equal(Samples.Machine.Id, patched.Id);
    }

    [Fact]
    public void A_fingerprint_comes_back_as_it_was_written()
    {
        string json = JsonSerializer.Serialize(Samples.Run, RecordJson.Default.RunRecord);

        Assert.Equal(Samples.Machine, JsonSerializer.Deserialize(json, RecordJson.Default.RunRecord)!.Machine);
    }

    [Fact]
    public void A_GPU_that_was_measured_on_is_in_the_name_and_makes_machines_incomparable()
    {
        MachineFingerprint cpu = Samples.Machine,
            gpu =
                cpu with
                {
                    Gpus =
                    [
                        new GpuFacts
                        {
                            Name = "NVIDIA H100 80GB HBM3",
                            Driver = "570.86.15",
                            PowerCapWatts = 700,
                        },
                    ],
                };
        MachineFingerprint capped = cpu with
        {
            Gpus =
            [
                new GpuFacts
                {
                    Name = "NVIDIA H100 80GB HBM3",
                    Driver = "570.124.6",
                    PowerCapWatts = 350,
                },
            ],
        };

        Assert.Equal("amd-epyc-2c-nvidia-h100-80gb-hbm3-linux-x64", gpu.Name);
        Assert.NotEqual(cpu.Id, gpu.Id);
        Assert.Contains(new MachineDifference("GPU", "NVIDIA H100 80GB HBM3", "none"), gpu.DifferencesFrom(cpu));
        Assert.Equal([new MachineDifference("GPU power cap", "700 W", "350 W")], gpu.DifferencesFrom(capped));
        Assert.NotEqual(gpu.Id, capped.Id);
    }
}
