using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary><see cref="DeviceTiming.SyncEveryBatch"/>: the host's times, each read when the device was done.</summary>
internal sealed class SyncEveryBatchTiming(CudaStream stream, ThroughputMeter meter, TimeProvider time) : StageTiming(meter)
{
    protected override void OnStart() => Meter.Start(DoneTimestamp());

    protected override void OnPause() => Meter.Pause(DoneTimestamp());

    protected override void OnResume() => Meter.Resume(DoneTimestamp());

    protected override void OnAdd(in BatchCounts counts, bool endsCycle, in NextLog next) => Meter.Add(DoneTimestamp(), counts, endsCycle);

    protected override void OnEndCycle(in NextLog next) => Meter.EndCycle(DoneTimestamp());

    private long DoneTimestamp()
    {
        stream.Synchronize();
        return time.GetTimestamp();
    }
}
