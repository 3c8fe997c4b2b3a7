using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Machine;

public sealed class CostVariablesTests
{
    [Theory]
    [InlineData("DOTNET_TieredPGO", "0", "DOTNET_TieredPGO=0")]
    [InlineData("DOTNET_TieredPGO", "0x00", "DOTNET_TieredPGO=0")]
    [InlineData("COMPlus_TieredCompilation", "0", "DOTNET_TieredCompilation=0")]
    [InlineData("DOTNET_GCgen0size", "0x4000000", "DOTNET_GCgen0size=4000000")]
    [InlineData("DOTNET_GCHeapAffinitizeRanges", "0-1,5", "DOTNET_GCHeapAffinitizeRanges=0-1,5")]
    [InlineData("DOTNET_PROCESSOR_COUNT", "1", "DOTNET_PROCESSOR_COUNT=1")]
    [InlineData("OMP_NUM_THREADS", "2", "OMP_NUM_THREADS=2")]
    [InlineData("ATEN_CPU_CAPABILITY", "default", "ATEN_CPU_CAPABILITY=default")]
    [InlineData("CUDA_LAUNCH_BLOCKING", "1", "CUDA_LAUNCH_BLOCKING=1")]
    [InlineData("NVIDIA_TF32_OVERRIDE", "0", "NVIDIA_TF32_OVERRIDE=0")]
    [InlineData("LD_PRELOAD", "/home/me/lib/libjemalloc.so.2", "LD_PRELOAD=…/libjemalloc.so.2")]
    [InlineData("GLIBC_TUNABLES", "glibc.malloc.arena_max=1", "GLIBC_TUNABLES=glibc.malloc.arena_max=1")]
    [InlineData("MALLOC_ARENA_MAX", "1", "MALLOC_ARENA_MAX=1")]
    [InlineData("DOTNET_ROOT", "/usr/share/dotnet", "")]
    [InlineData("DOTNET_CLI_TELEMETRY_OPTOUT", "1", "")]
    [InlineData("DOTNET_TieredPGO", "", "")]
    [InlineData("dotnet_TieredPGO", "0", "")]
    [InlineData("omp_num_threads", "2", "")]
    [InlineData("CUDA_VISIBLE_DEVICES", "0", "")]
    [InlineData("CUDA_VERSION", "12.8", "")]
    [InlineData("TORCH_HOME", "/home/me/torch", "")]
    [InlineData("NVIDIA_VISIBLE_DEVICES", "all", "")]
    [InlineData("SECRET_TOKEN", "abc", "")]
    public void A_variable_counts_if_it_changes_what_a_step_costs_and_is_read_as_its_reader_does(
        string name,
        string value,
        string recorded
    ) => Assert.Equal(recorded, Text(CostVariables.Of([(name, value)], ignoreCase: false)));

    [Fact]
    public void Of_two_prefixes_the_newer_wins_as_in_the_runtime() =>
        Assert.Equal(
            "DOTNET_ReadyToRun=1",
            Text(CostVariables.Of([("COMPlus_ReadyToRun", "0"), ("DOTNET_ReadyToRun", "1")], ignoreCase: false))
        );

    [Fact]
    public void On_Windows_the_case_of_a_name_does_not_matter() =>
        Assert.Equal("DOTNET_tieredpgo=0", Text(CostVariables.Of([("dotnet_tieredpgo", "0")], ignoreCase: true)));

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("0x0", 0UL)]
    [InlineData(" 1 ", 1UL)]
    [InlineData("10", 16UL)]
    [InlineData("off", 99UL)]
    [InlineData("", 99UL)]
    [InlineData(null, 99UL)]
    public void A_switch_is_a_hexadecimal_number_or_none(string? value, ulong number) =>
        Assert.Equal(number == 99 ? null : number, CostVariables.Number(value));

    [Fact]
    public void Machines_with_another_environment_cannot_be_compared_and_one_with_none_has_the_id_that_it_had()
    {
        MachineFingerprint machine = Samples.Machine,
            slowed =
                machine with
                {
                    Environment = new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0", ["OMP_WAIT_POLICY"] = "active" },
                };

        Assert.Equal(
            ["environment: nothing that affects cost, not DOTNET_TieredCompilation=0 OMP_WAIT_POLICY=active"],
            machine.DifferencesFrom(slowed).Select(difference => difference.ToString())
        );
        Assert.NotEqual(machine.Id, slowed.Id);
        Assert.Empty(slowed.DifferencesFrom(slowed with { Environment = new Dictionary<string, string>(slowed.Environment.Reverse()) }));
        Assert.Equal("amd-epyc-2c-linux-x64-2cb9ae63", machine.Id);
    }

    private static string Text(IReadOnlyDictionary<string, string>? variables) =>
        string.Join(' ', (variables ?? new Dictionary<string, string>()).Select(variable => $"{variable.Key}={variable.Value}"));
}
