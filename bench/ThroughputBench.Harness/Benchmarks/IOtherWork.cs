namespace ThroughputBench.Benchmarks;

/// <summary>Work for a device that is not training.</summary>
internal interface IOtherWork
{
    /// <summary>Queues some; it does not wait for it.</summary>
    /// <param name="nanoseconds">About how long the device shall need for it.</param>
    void Queue(double nanoseconds);
}
