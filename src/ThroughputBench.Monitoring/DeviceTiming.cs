namespace ThroughputBench.Monitoring;

/// <summary>
/// How a throughput monitor times work on a CUDA device. There the host only asks for work and runs ahead of the device, so that the host's clock
/// alone tells when work was asked for, not when it was done. On the CPU, where a call returns when its work is done, all three are the same and cost nothing.
/// </summary>
public enum DeviceTiming
{
    /// <summary>
    /// An event is placed in the device's stream at each end of an accumulation cycle and read once the device has passed it: rates are those of the device's own
    /// clock, and the host never waits between two logs. A log reports as of the latest end that the device is known to have passed, and says which step that
    /// was (<c>device/timed_step</c>); the end of training or of an evaluation waits for the rest. The host's work: for each cycle the driver's calls to record
    /// an event, to query the oldest one in flight and to read its time; nothing for the micro-batches inside a cycle. The default.
    /// </summary>
    Events,

    /// <summary>
    /// The host's clock, after waiting at each log until the device has done all that it was asked for. Between logs the host runs ahead, so a window is right where it
    /// begins and ends at a log; elsewhere its beginning is early by as much as the host was ahead there. The host's work: one wait for each log, during which
    /// the device runs empty, and it stays so until the host has asked for more.
    /// </summary>
    SyncAtLog,

    /// <summary>
    /// The host's clock, after waiting at the end of every micro-batch until the device has done all that it was asked for: what other monitors do. Every time is right,
    /// but it is that of a training which the waiting slows down. The host's work: one wait for each micro-batch.
    /// </summary>
    SyncEveryBatch,
}
