using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Flops;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// Compares FLOPs whose sum exceeds 63 bits, as that of a long training does. Nothing is logged but to a listener, which needs no logger.
/// </summary>
internal static class VerifiedFlops
{
    private const int Steps = 5;

    private static readonly PassFlops PerBatch = new(long.MaxValue / 2, long.MaxValue / 3);

    /// <summary>Compares them, counted batch by batch and given for all.</summary>
    public static void Compare(FigureComparison all)
    {
        var options = new ThroughputMonitorOptions<BatchCounts>
        {
            LogEvery = LogInterval.Steps(1),
            SamplesOf = static batch => batch.Samples,
        };
        Compare(all, "counted for each batch", options with { FlopsOf = static _ => PerBatch });
        Compare(all, "given for all batches", options with { FlopsPerBatch = PerBatch });
    }

    private static void Compare(FigureComparison all, string situation, ThroughputMonitorOptions<BatchCounts> options)
    {
        var clock = new VirtualClock();
        var monitor = new ThroughputMonitor<BatchCounts>(options, clock);
        var logs = new List<ThroughputSnapshot>();
        monitor.Logged += (_, snapshot) => logs.Add(snapshot);
        for (int run = 0; run < 2; run++)
        {
            long began = clock.Units;
            using var loop = new ReportedLoop(monitor);
            for (int step = 1; step <= Steps; step++)
            {
                clock.Advance(40 + step);
                loop.EndBatch(new BatchCounts(1));
                int earlier = run * Steps;
                double flops = step * (double)PerBatch.ForwardAndBackward;
                One("number of logs without a logger", logs.Count, earlier + step);
                if (logs.Count == 0)
                    continue;
                One("snapshot flops", (double)logs[^1].Totals.Flops, flops);
                One("lifetime flops", (double?)logs[^1].Lifetime.Flops, (earlier + step) * (double)PerBatch.ForwardAndBackward);
                One("snapshot flops_per_sec", logs[^1].Rates?.FlopsPerSecond, flops * VirtualClock.UnitsPerSecond / (clock.Units - began));
            }
        }

        void One(string name, double? reported, double right) =>
            all.Compare(name, $"if FLOPs beyond 63 bits are {situation}", 0, reported ?? double.NaN, right);
    }
}
