using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Comparing.Tests;

/// <summary>The README's code, word for word.</summary>
public static class ReadmeExample
{
    /// <summary>Runs it.</summary>
    public static void Run()
    {
        BenchmarkRunner.Run<Sums>();
    }

    [Paired]
    public class Sums
    {
        private readonly int[] _numbers = [.. Enumerable.Range(0, 10_000)];

        [Benchmark(Baseline = true)]
        public int Loop()
        {
            int sum = 0;
            foreach (int number in _numbers)
                sum += number;
            return sum;
        }

        [Benchmark]
        public int Linq() => _numbers.Sum();
    }
}
