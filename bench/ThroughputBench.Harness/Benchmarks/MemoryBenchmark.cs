using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether memory stays flat in a long training with the monitor. It runs in a separate process, and only once, because it measures no
/// time.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 0, iterationCount: 1)]
public class MemoryBenchmark
{
    private const int Steps = 200_000,
        WarmUpSteps = 20_000;
    private const double MostGrowth = 0.02;

    private readonly TrainingBench _bench = new(MeasurementPlan.Current, "mlp", "cpu");

    /// <summary>Trains 200,000 steps of mlp and logs every eighth.</summary>
    /// <returns>The growth of the process's resident memory after the first 20,000 steps, a fraction.</returns>
    /// <exception cref="InvalidOperationException">It grew by over 2 %.</exception>
    [Benchmark]
    public double ResidentGrowth()
    {
        using FitRun<Batch> run = _bench.Monitored(accumulate: 1, LogInterval.Batches(8), _bench.Monitor(timing: null));
        run.Advance(WarmUpSteps);
        long before = ResidentBytes();
        run.Advance(Steps - WarmUpSteps);
        long after = ResidentBytes();
        double growth = (double)after / before - 1;
        Console.WriteLine($"// {after >> 20} MiB resident after {Steps:N0} steps, {growth:+0.00%;-0.00%} over {WarmUpSteps:N0}");
        return growth <= MostGrowth
            ? growth
            : throw new InvalidOperationException(
                $"Resident memory grew by {growth:P2} in {Steps - WarmUpSteps:N0} steps, from {before:N0} to {after:N0} bytes."
            );
    }

    /// <summary>Frees the model.</summary>
    [GlobalCleanup]
    public void CleanUp() => _bench.Dispose();

    // Garbage at the moment of reading does not count as growth.
    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
