namespace ThroughputBench.Monitoring;

/// <summary>What a stage counts besides samples: decided by its first micro-batch, the same for all.</summary>
[Flags]
internal enum CountedKinds
{
    /// <summary>No micro-batch has come yet.</summary>
    Undecided = 0,

    /// <summary>One has come.</summary>
    Decided = 1,

    /// <summary>Items are counted.</summary>
    Items = 2,

    /// <summary>FLOPs are counted.</summary>
    Flops = 4,
}
