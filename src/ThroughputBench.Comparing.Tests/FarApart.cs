using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Comparing.Tests;

/// <summary>A method that is some ten thousand times as fast as its baseline: a block of it is a single call.</summary>
[Paired(Seconds = 0.2, InProcess = true)]
public class FarApart
{
    private readonly int[] _numbers = [.. Enumerable.Range(0, 1_000_000)];

    [Benchmark(Baseline = true)]
    public int Sum()
    {
        int sum = 0;
        foreach (int number in _numbers)
            sum ^= number;
        return sum;
    }

    [Benchmark]
    public int First() => _numbers[0];
}
