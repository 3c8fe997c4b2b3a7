using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Pairing.Tests;

/// <summary>A benchmark class whose candidate fails after a while.</summary>
public class Broken : IPaired
{
    private int _operations;

    public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero };

    [Benchmark]
    public int Fails() => _operations;

    public void RunControl(int operations) => Thread.SpinWait(operations);

    public void RunCandidate(int operations)
    {
        _operations += operations;
        if (_operations > 1000)
            throw new InvalidOperationException("the candidate broke\nin the middle", new FormatException("the cause"));
    }
}
