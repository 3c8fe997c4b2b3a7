namespace ThroughputBench.Pairing;

/// <summary>Why a measurement ended.</summary>
public enum StoppedBy
{
    /// <summary>The <see cref="PairedPlan.StopWhen">stop rule</see> was satisfied.</summary>
    Precision = 1,

    /// <summary>
    /// One more pair would have passed <see cref="PairedPlan.MaximumTime"/>, or what <see cref="PairedPlan.MinimumPairs"/> allows beyond
    /// it.
    /// </summary>
    Time = 2,

    /// <summary><see cref="PairedPlan.MaximumPairs"/> were measured.</summary>
    Pairs = 3,
}
