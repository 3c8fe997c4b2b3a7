using ThroughputBench.Monitoring;

namespace ThroughputBench.Grid;

/// <summary>The user's names for the ways to time a training on a CUDA device.</summary>
internal static class TimingNames
{
    /// <summary>All of them, in the order of measuring: the cheapest first.</summary>
    public static IReadOnlyList<DeviceTiming> All { get; } = [DeviceTiming.Events, DeviceTiming.SyncAtLog, DeviceTiming.SyncEveryBatch];

    /// <summary>For example <c>sync-at-log</c>.</summary>
    public static string Name(this DeviceTiming timing) =>
        timing switch
        {
            DeviceTiming.Events => "events",
            DeviceTiming.SyncAtLog => "sync-at-log",
            _ => "sync-every-batch",
        };

    /// <summary>Whether there is more than one way to time a training there.</summary>
    /// <param name="device">A torch device.</param>
    public static bool MatterOn(string device) => device.StartsWith("cuda", StringComparison.Ordinal);
}
