using System.Reflection;
using ThroughputBench.Benchmarks;
using ThroughputBench.Benchmarks.Faults;
using ThroughputBench.Records;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public class FaultTests
{
    [Theory]
    [InlineData("slow=1%", "Slow", 0.01)]
    [InlineData("slow=100ns", "Delay", 100)]
    [InlineData("slow=1000us", "Delay", 1_000_000)]
    [InlineData("overreport=0.5%", "Overreport", 0.005)]
    [InlineData("window=+1", "Window", 1)]
    [InlineData("window=-99", "Window", -99)]
    [InlineData("late-log", "LateLog", 0)]
    [InlineData("short-cycle", "ShortCycle", 0)]
    [InlineData("validation-time", "ValidationTime", 0)]
    [InlineData("epoch-end", "EpochEnd", 0)]
    [InlineData("lost-checkpoint", "LostCheckpoint", 0)]
    [InlineData("rounded-time", "RoundedTime", 0)]
    [InlineData("wall-clock", "WallClock", 0)]
    [InlineData("allocate=40", "Allocate", 40)]
    [InlineData("evict=64", "Evict", 64)]
    [InlineData("wake=256", "Wake", 256)]
    public void Every_word_is_read(string word, string kind, double amount) =>
        Assert.Equal(new Fault(Enum.Parse<FaultKind>(kind), amount), Fault.Parse(word));

    [Theory]
    [InlineData("slow=0ns")]
    [InlineData("slow=1001us")]
    [InlineData("slow=9999999us")]
    [InlineData("slow=1ms")]
    [InlineData("slow=100")]
    public void A_delay_has_a_unit_and_a_limit(string word) => Assert.Throws<InputException>(() => Fault.Parse(word));

    [Fact]
    public void A_faulty_monitor_hands_every_hook_on() =>
        Assert.Equal(
            Hooks(typeof(Callback<Batch>)),
            Hooks(typeof(FaultyMonitor)).Where(method => typeof(FaultyMonitor).GetMethod(method)!.DeclaringType == typeof(FaultyMonitor))
        );

    private static IEnumerable<string> Hooks(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.IsVirtual && method.GetBaseDefinition().DeclaringType == typeof(Callback<Batch>))
            .Select(method => method.Name)
            .Order(StringComparer.Ordinal);
}
