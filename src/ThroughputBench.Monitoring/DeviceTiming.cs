namespace ThroughputBench.Monitoring;

/// <summary>
/// How a throughput monitor times work on a CUDA device. There the host only queues work and runs ahead of the device: the host's clock
/// shows when work was queued, not when it was done. On the CPU a call returns when its work is done, so all three are the same and cost
/// nothing.
/// </summary>
public enum DeviceTiming
{
    /// <summary>
    /// An event is placed in the device's stream at each end of an accumulation cycle and read once the device has passed it: rates are
    /// those of the device's own clock, and the host never waits between two logs. A log reports as of the latest end that the device is
    /// known to have passed, and names that step (<c>device/timed_step</c>). The end of training or of an evaluation waits for the rest.
    /// The host's work per cycle: the driver's calls to record an event, to query the oldest one in flight and to read its time.
    /// Micro-batches inside a cycle cost nothing. The default.
    /// </summary>
    Events,

    /// <summary>
    /// The host's clock, after waiting at each log until the device has done all queued work. Between logs the host runs ahead. A window
    /// that begins and ends at a log is therefore right; any other begins too early, by as much as the host was ahead there. The host's
    /// work: one wait for each log. The device runs empty during it, and stays so until the host has queued more.
    /// </summary>
    SyncAtLog,

    /// <summary>
    /// The host's clock, after waiting at the end of every micro-batch until the device has done all queued work: what other monitors do.
    /// Every time is right, but the waiting slows the training down. The host's work: one wait for each micro-batch.
    /// </summary>
    SyncEveryBatch,
}
