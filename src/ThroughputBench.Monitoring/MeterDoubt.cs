namespace ThroughputBench.Monitoring;

/// <summary>What a meter refuses unless <see cref="ThroughputMeter.Doubtful"/> is set; then it counts as far as it can.</summary>
internal enum MeterDoubt
{
    /// <summary>A micro-batch holds no samples. It is counted, with its time.</summary>
    EmptyBatch,

    /// <summary>A micro-batch holds fewer items than samples. They are counted.</summary>
    FewItems,

    /// <summary>A micro-batch's samples are not known.</summary>
    UnknownSamples,

    /// <summary>A micro-batch's items are not known.</summary>
    UnknownItems,

    /// <summary>A micro-batch's FLOPs are not known.</summary>
    UnknownFlops,

    /// <summary>A total would exceed 63 bits; it stays as it was.</summary>
    TooMany,

    /// <summary>No time lies between two ends of cycles.</summary>
    ClockStoodStill,

    /// <summary>Time went back.</summary>
    ClockWentBack,
}
