namespace ThroughputBench.Records;

/// <summary>Why measuring a launch ended, as records say it.</summary>
internal enum EndedBy
{
    /// <summary>The interval was narrow enough.</summary>
    Precision = 1,

    /// <summary>Its time was over.</summary>
    Time = 2,

    /// <summary>As many pairs as asked for were measured.</summary>
    Pairs = 3,
}
