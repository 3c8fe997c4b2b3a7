using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Comparing.Tests;

/// <summary>Async methods with a parameter, of which two allocate; the object must be the same for both sides, and set up.</summary>
[Paired(Seconds = 0.2, InProcess = true)]
[MemoryDiagnoser]
public class Waits
{
    private int[] _numbers = [];

    [Params(1, 1000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Fill() => _numbers = new int[10 * Count];

    [Benchmark(Baseline = true)]
    public ValueTask<int> OnceAsync() => new(Sum());

    [Benchmark]
    public async Task<int> TwiceAsync()
    {
        int first = Sum();
        await Task.Yield();
        return first + Sum();
    }

    [Benchmark]
    public byte[] Kilobyte() => new byte[1000 + (0 * _numbers.Length)];

    private int Sum()
    {
        ArgumentOutOfRangeException.ThrowIfZero(_numbers.Length);
        int sum = 0;
        foreach (int number in _numbers)
            sum = (sum * 31) + number;
        return sum;
    }
}
