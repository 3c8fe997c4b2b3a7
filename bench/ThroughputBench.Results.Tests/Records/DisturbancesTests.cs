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
        Assert.Equal(
            "The load average is 1.25 on 2 cores: other programs are at work, and intervals will be wider.",
            Assert.Single(Disturbances.Of(Quiet with { LoadAverage = 1.25 }))
        );

    [Fact]
    public void A_quota_is_named() =>
        Assert.Contains(
            "A CPU quota of 1.5 cores is set",
            Assert.Single(Disturbances.Of(Quiet with { CpuQuotaCores = 1.5 })),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_governor_other_than_performance_is_named() =>
        Assert.StartsWith(
            "The CPU governor is powersave, not performance",
            Assert.Single(Disturbances.Of(Quiet with { CpuGovernor = "powersave" })),
            StringComparison.Ordinal
        );

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

        Assert.Equal(
            [
                "There is one core only",
                "Tiered PGO is on",
                "The server garbage collector is on",
                "The machine runs on battery",
                "A debugger is attached",
                "This is a Debug build",
            ],
            all.Select(sentence => sentence.Split(':')[0])
        );
        Assert.All(all, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
    }
}
