namespace ThroughputBench.Benchmarks;

/// <summary>What a trainer tells of where its time goes; each costs timestamps.</summary>
public enum TimeKnown
{
    /// <summary>Nothing: none is taken.</summary>
    Nothing,

    /// <summary>How long it waited for data: two for each micro-batch.</summary>
    DataWait,

    /// <summary>A time ledger: one at each change from one phase to another.</summary>
    Ledger,
}
