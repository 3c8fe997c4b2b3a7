using System.Reflection;
using ThroughputBench.Benchmarks;
using ThroughputBench.Benchmarks.Faults;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public class FaultTests
{
    [Theory]
    [InlineData("slow=1%", "Slow", 0.01)]
    [InlineData("overreport=0.5%", "Overreport", 0.005)]
    [InlineData("window=+1", "Window", 1)]
    [InlineData("window=-99", "Window", -99)]
    [InlineData("late-log", "LateLog", 0)]
    [InlineData("short-cycle", "ShortCycle", 0)]
    [InlineData("validation-time", "ValidationTime", 0)]
    [InlineData("epoch-end", "EpochEnd", 0)]
    [InlineData("allocate=40", "Allocate", 40)]
    [InlineData("evict=64", "Evict", 64)]
    [InlineData("wake=256", "Wake", 256)]
    public void Every_word_is_read(string word, string kind, double amount) =>
        Assert.Equal(new Fault(Enum.Parse<FaultKind>(kind), amount), Fault.Parse(word));

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
