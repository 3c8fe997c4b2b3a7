using ThroughputBench.Monitoring;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>
/// Rates of real training under a fake clock in which micro-batches (10 ms) and optimizer steps (30 ms) cost different times.
/// </summary>
public sealed class MonitorExactnessTests
{
    private const double Tolerance = 1e-12;

    /// <summary>The cells in which a window of micro-batches was seen up to 72.7% wrong.</summary>
    public static MatrixTheoryData<int, int> Table { get; } = new([1, 2, 4, 8, 32], [2, 5, 10, 50, 100]);

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_logged_rate_is_the_truth(int accumulate, int window)
    {
        var clock = new Clock();
        var log = new MetricKeeper();
        using var task = new ClockedTask { Forward = () => clock.PassTicks(100_000), OptimizerStep = () => clock.PassTicks(300_000) };
        var monitor = new ThroughputMonitor<Tensor>(
            new()
            {
                WindowSteps = window,
                ItemsOf = _ => 4096,
                SamplesOf = _ => 32,
                FlopsPerBatch = new PassFlops(7, 8),
            },
            clock
        );
        int steps = window + 10;

        new Trainer<Tensor>(
            new()
            {
                Accumulate = accumulate,
                LogEvery = LogInterval.Steps(1),
                MaxSteps = steps,
            },
            [monitor],
            [log]
        ).Fit(task, Batches.Of(steps * accumulate));

        double batchesPerSecond = accumulate / (accumulate * 0.010 + 0.030);
        Assert.Equal(steps, log.Records.Count);
        Assert.All(log.Of("train"), record =>
        {
            AssertClose(batchesPerSecond, record["device/batches_per_sec"]);
            AssertClose(32 * batchesPerSecond, record["device/samples_per_sec"]);
            AssertClose(4096 * batchesPerSecond, record["device/items_per_sec"]);
            AssertClose(15 * batchesPerSecond, record["device/flops_per_sec"]);
            AssertClose((record.Step + 1) * (accumulate * 0.010 + 0.030), record["time"]);
        });
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, expected * (1 - Tolerance), expected * (1 + Tolerance));
}
