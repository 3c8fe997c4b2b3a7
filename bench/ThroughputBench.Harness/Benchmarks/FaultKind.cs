namespace ThroughputBench.Benchmarks;

/// <summary>What is wrong with the monitor.</summary>
internal enum FaultKind
{
    /// <summary>It makes each micro-batch take longer, by a share of it.</summary>
    Slow,

    /// <summary>The same by a known time.</summary>
    Delay,

    /// <summary>It reports too high rates.</summary>
    Overreport,

    /// <summary>Its window spans a different number of optimizer steps than configured.</summary>
    Window,

    /// <summary>Every log comes one optimizer step late.</summary>
    LateLog,

    /// <summary>Samples of a short cycle are forgotten.</summary>
    ShortCycle,

    /// <summary>Validation's time counts as training's.</summary>
    ValidationTime,

    /// <summary>Samples count twice at an epoch's end.</summary>
    EpochEnd,

    /// <summary>It does not continue from a checkpoint.</summary>
    LostCheckpoint,

    /// <summary>It reads its clock to the millisecond.</summary>
    RoundedTime,

    /// <summary>It measures with the wall clock.</summary>
    WallClock,

    /// <summary>It allocates at each micro-batch.</summary>
    Allocate,

    /// <summary>It touches memory at each micro-batch, which pushes the training's own out of the caches.</summary>
    Evict,

    /// <summary>It wakes another thread at each micro-batch, which touches memory meanwhile.</summary>
    Wake,

    /// <summary>The device fails in the middle of one cell.</summary>
    DeviceError,
}
