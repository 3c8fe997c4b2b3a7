using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class DisturbancesTests
{
    private static readonly MachineState Quiet = new()
    {
        UsableCores = 2,
        LoadAverage = 0.3,
        CpuGovernor = "performance",
    };

    [Fact]
    public void A_quiet_machine_has_none() => Assert.Empty(Disturbances.Of(Quiet));

    [Fact]
    public void What_the_system_does_not_say_is_not_held_against_it() =>
        Assert.Empty(Disturbances.Of(new MachineState { UsableCores = 2 }));

    [Fact]
    public void A_load_of_half_the_cores_is_named_with_both_numbers() =>
        Wording.Matches(Assert.Single(Disturbances.Of(Quiet with { LoadAverage = 1.25 })));

    [Fact]
    public void A_quota_is_named() =>
        Wording.Matches(Assert.Single(Disturbances.Of(Quiet with { CpuQuotaCores = 1.5 })));

    [Fact]
    public void A_governor_other_than_performance_is_named() =>
        Wording.Matches(Assert.Single(Disturbances.Of(Quiet with { CpuGovernor = "powersave" })));

    [Fact]
    public void Each_of_the_others_has_its_sentence()
    {
        IReadOnlyList<string> all = Disturbances.Of(
            Quiet with
            {
                UsableCores = 1,
                TieredPgo = true,
                ServerGarbageCollector = true,
                Debugger = true,
                DebugBuild = true,
                OnBattery = true,
            }
        );

        Wording.Matches(string.Join('\n', all));
        Assert.Equal(6, all.Count);
    }
}
