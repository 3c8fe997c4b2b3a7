using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Tests.Grid;

internal static class Cells
{
    public static Cell Of(
        int accumulate,
        int logEvery,
        LogUnit unit = LogUnit.Batches,
        string device = "cpu",
        string workload = "mlp",
        int batchSize = 32,
        WorkloadShape? shape = null,
        DeviceTiming? timing = null
    ) =>
        new()
        {
            Device = device,
            Workload = workload,
            BatchSize = batchSize,
            Shape = shape ?? WorkloadShape.DefaultOf(workload),
            Timing = timing,
            Accumulate = accumulate,
            LogEvery = logEvery,
            LogUnit = unit,
        };
}
