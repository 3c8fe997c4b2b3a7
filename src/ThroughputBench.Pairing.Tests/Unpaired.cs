using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Pairing.Tests;

/// <summary>A benchmark class without two sides.</summary>
public class Unpaired
{
    [Benchmark]
    public Type OneSide() => GetType();
}
