using TorchSharp;

namespace ThroughputBench.Training.Tests;

/// <summary>Tensors made on this thread that are not disposed.</summary>
internal static class TensorCount
{
    public static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
