namespace ThroughputBench.Monitoring;

/// <summary>
/// How a throughput monitor times work on a CUDA device. There the host only queues work and runs ahead of the device: the host's clock
/// shows when work was queued, not when it was done. On the CPU a call returns when its work is done, so all three are the same and cost
/// nothing.
/// </summary>
public enum DeviceTiming
{
    /// <summary>
    /// Events in the device's stream, at the few ends of accumulation cycles that a log will tell of: rates are those of the device's own
    /// clock, and the host never waits between two logs. A log reports as of the latest of these ends that the device has passed, and says
    /// which step that was (<c>device/timed_step</c>). That is at most a quarter of the log interval ago, rounded up to whole steps, while
    /// the host leads by no more than that. If it leads by more, it is its lead and less than a quarter of the interval; the first log
    /// after the device falls behind may lag by a whole interval more, and if the window is shorter than a quarter of the interval, it is
    /// half the interval instead of a quarter. The window spans W steps, or, if the device is behind, up to a quarter of the interval less
    /// (<c>window_steps</c>). After a short cycle, or a change of A, the end may be up to an interval old and the window narrower. The end
    /// of training or of an evaluation waits for the rest. Its window begins at an event and may be up to an interval narrower; if W is
    /// less than an interval, there may be no event to begin at, and the rates are those of the latest window that had one, or not known.
    /// The host's work: two events for each log, at most five; at the log one or two questions whether one has passed, and one or two times
    /// to read; on an H100 some 10 µs in all. Between logs nothing is asked of the driver. If step times are logged, each step gets an
    /// event, and costs some 6 µs. The default.
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
