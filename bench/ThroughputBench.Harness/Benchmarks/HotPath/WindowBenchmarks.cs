using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Benchmarks.HotPath;

/// <summary>
/// The monitor's window: one micro-batch counted, one reading of totals and rates, each against a bare timestamp. They must not grow with
/// W.
/// </summary>
[MemoryDiagnoser]
public class WindowBenchmarks
{
    private static readonly BatchCounts Counts = new(Samples: 32, Items: 2048);
    private ThroughputMeter _meter = new(1, 1);
    private long _now;

    /// <summary>W: optimizer steps.</summary>
    [Params(10, 100, 1000, 10000)]
    public int WindowSteps { get; set; }

    /// <summary>Fills the window.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _meter = new ThroughputMeter(WindowSteps, Stopwatch.Frequency);
        _meter.Start(_now);
        for (int i = 0; i < 2 * WindowSteps; i++)
            Update();
    }

    /// <summary>The cost of the cheapest possible monitor.</summary>
    [Benchmark(Baseline = true)]
    public long Timestamp() => Stopwatch.GetTimestamp();

    /// <summary>One micro-batch that ends a cycle; the time is given, not read.</summary>
    [Benchmark]
    public void Update() => _meter.Add(_now += 65_000, Counts, endsCycle: true);

    /// <summary>Totals and rates.</summary>
    [Benchmark]
    public ThroughputSnapshot Compute() => _meter.Read();
}
