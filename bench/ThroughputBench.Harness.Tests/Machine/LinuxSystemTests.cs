using ThroughputBench.Machine;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Machine;

public sealed class LinuxSystemTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    private LinuxSystem System => new(_root.Path);

    public void Dispose() => _root.Dispose();

    [Fact]
    public void If_nothing_can_be_read_nothing_is_known()
    {
        Assert.Null(System.CpuQuotaCores());
        Assert.Null(System.CpuGovernor());
        Assert.Null(System.LoadAverage());
        Assert.Null(System.Hypervisor());
        Assert.False(System.OnBattery());
    }

    [Fact]
    public void A_quota_of_control_groups_version_2_is_read()
    {
        _root.Write("proc/self/cgroup", "0::/\n");
        _root.Write("sys/fs/cgroup/cpu.max", "150000 100000\n");

        Assert.Equal(1.5, System.CpuQuotaCores());
    }

    [Fact]
    public void The_least_quota_up_the_tree_is_what_counts()
    {
        _root.Write("proc/self/cgroup", "0::/system.slice/bench.service\n");
        _root.Write("sys/fs/cgroup/system.slice/bench.service/cpu.max", "400000 100000\n");
        _root.Write("sys/fs/cgroup/system.slice/cpu.max", "250000 100000\n");
        _root.Write("sys/fs/cgroup/cpu.max", "max 100000\n");

        Assert.Equal(2.5, System.CpuQuotaCores());
    }

    [Theory]
    [InlineData("cpu,cpuacct", "cpu,cpuacct")]
    [InlineData("cpu", "cpu")]
    [InlineData("cpuacct,cpu", "cpu")]
    public void A_quota_of_control_groups_version_1_is_read(string controllers, string mount)
    {
        _root.Write("proc/self/cgroup", $"4:memory:/elsewhere\n3:{controllers}:/docker/abc\n2:cpuset:/\n");
        _root.Write($"sys/fs/cgroup/{mount}/docker/abc/cpu.cfs_quota_us", "50000\n");
        _root.Write($"sys/fs/cgroup/{mount}/docker/abc/cpu.cfs_period_us", "100000\n");

        Assert.Equal(0.5, System.CpuQuotaCores());
    }

    [Theory]
    [InlineData("max 100000")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("100000 0")]
    [InlineData("100000")]
    public void No_limit_and_nonsense_are_no_quota(string limit)
    {
        _root.Write("proc/self/cgroup", "0::/\n");
        _root.Write("sys/fs/cgroup/cpu.max", limit);

        Assert.Null(System.CpuQuotaCores());
    }

    [Fact]
    public void A_quota_of_minus_one_is_no_quota()
    {
        _root.Write("proc/self/cgroup", "1:cpu:/\n");
        _root.Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        _root.Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");

        Assert.Null(System.CpuQuotaCores());
    }

    [Fact]
    public void Governors_that_differ_are_all_named()
    {
        _root.Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "schedutil\n");
        _root.Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
        _root.Write("sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "performance\n");
        _root.Write("sys/devices/system/cpu/cpuidle/current_driver", "none\n");

        Assert.Equal("performance+schedutil", System.CpuGovernor());
    }

    [Fact]
    public void The_load_is_the_first_number()
    {
        _root.Write("proc/loadavg", "0.81 0.89 0.52 1/93 8818\n");

        Assert.Equal(0.81, System.LoadAverage());
    }

    [Theory]
    [InlineData("Battery", "Discharging", true)]
    [InlineData("Battery", "Charging", false)]
    [InlineData("Mains", "Discharging", false)]
    public void A_battery_counts_while_it_is_emptied(string type, string status, bool onBattery)
    {
        _root.Write("sys/class/power_supply/BAT0/type", type + "\n");
        _root.Write("sys/class/power_supply/BAT0/status", status + "\n");

        Assert.Equal(onBattery, System.OnBattery());
    }
}
