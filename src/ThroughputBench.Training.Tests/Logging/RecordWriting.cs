using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training.Tests.Logging;

internal static class RecordWriting
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, 250, TimeSpan.Zero);

    public static void Write(this IMetricLogger logger, long step, int epoch, MetricNames names, params ReadOnlySpan<double> values) =>
        logger.Write(new MetricRecord(step, epoch, Noon, names, values));
}
