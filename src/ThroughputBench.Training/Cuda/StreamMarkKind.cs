namespace ThroughputBench.Training.Cuda;

/// <summary>What a mark in a device's stream stands for.</summary>
internal enum StreamMarkKind : byte
{
    /// <summary>The stage begins.</summary>
    Start,

    /// <summary>A micro-batch ends, but no cycle.</summary>
    Batch,

    /// <summary>A micro-batch ends, and with it a cycle.</summary>
    CycleEnd,

    /// <summary>A cycle ends where the window of a later log begins; no log tells of it.</summary>
    WindowBegin,

    /// <summary>A cycle ends whose last micro-batch was marked before.</summary>
    LateCycleEnd,

    /// <summary>The stage stops being timed.</summary>
    Pause,

    /// <summary>The stage goes on.</summary>
    Resume,
}
