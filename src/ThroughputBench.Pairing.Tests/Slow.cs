using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Pairing.Tests;

/// <summary>A benchmark class of which one pair takes longer than may be measured.</summary>
public class Slow : IPaired
{
    public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero, CyclesPerPeriod = 1000, MaximumTime = TimeSpan.FromTicks(1) };

    [Benchmark]
    public PairedPlan Waits() => Plan;

    public void RunControl(int cycles) => Thread.SpinWait(cycles);

    public void RunCandidate(int cycles) => Thread.SpinWait(cycles);
}
