namespace ThroughputBench.Measurement;

/// <summary>What an option of two runs must be, so that what they measured can be compared.</summary>
internal enum ComparisonRule
{
    /// <summary>Anything: it says what else was measured, or how precisely.</summary>
    Any,

    /// <summary>The same in both.</summary>
    Same,

    /// <summary>Not given in the baseline; the run that is compared with it may have it.</summary>
    NotInBaseline,
}
