namespace ThroughputBench.Benchmarks;

/// <summary>What a trainer measures on its use of time; each costs timestamps.</summary>
public enum TimeKnown
{
    /// <summary>Nothing: none is taken.</summary>
    Nothing,

    /// <summary>The wait for data: two for each micro-batch.</summary>
    DataWait,

    /// <summary>A time ledger: one at each change from one phase to another.</summary>
    Ledger,
}
