using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Pairing.Tests;

/// <summary>A benchmark class whose candidate fails after a while.</summary>
public class Broken : IPaired
{
    private int _cycles;

    public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero };

    [Benchmark]
    public int Fails() => _cycles;

    public void RunControl(int cycles) => Thread.SpinWait(cycles);

    public void RunCandidate(int cycles)
    {
        _cycles += cycles;
        if (_cycles > 1000)
            throw new InvalidOperationException("the candidate broke\nin the middle", new FormatException("the cause"));
    }
}
