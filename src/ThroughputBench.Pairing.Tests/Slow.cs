using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Pairing.Tests;

/// <summary>A benchmark class of which one pair takes longer than may be measured.</summary>
public class Slow : IPaired
{
    public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero, OperationsPerPeriod = 1000, MaximumTime = TimeSpan.FromTicks(1) };

    [Benchmark]
    public PairedPlan Waits() => Plan;

    public void RunControl(int operations) => Thread.SpinWait(operations);

    public void RunCandidate(int operations) => Thread.SpinWait(operations);
}
