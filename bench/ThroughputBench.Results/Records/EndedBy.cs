namespace ThroughputBench.Records;

/// <summary>Why measuring a launch ended, as recorded.</summary>
internal enum EndedBy
{
    /// <summary>The interval was narrow enough.</summary>
    Precision = 1,

    /// <summary>Its time was over.</summary>
    Time = 2,

    /// <summary>The requested number of pairs was measured.</summary>
    Pairs = 3,
}
