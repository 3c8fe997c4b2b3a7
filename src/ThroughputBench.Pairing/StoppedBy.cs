namespace ThroughputBench.Pairing;

/// <summary>Why a measurement ended.</summary>
public enum StoppedBy
{
    /// <summary>The <see cref="PairedPlan.StopWhen">stop rule</see> was satisfied.</summary>
    Precision = 1,

    /// <summary>
    /// One more pair would have exceeded <see cref="PairedPlan.MaximumTime"/>, or the longer time that <see
    /// cref="PairedPlan.MinimumPairs"/> allows.
    /// </summary>
    Time = 2,

    /// <summary><see cref="PairedPlan.MaximumPairs"/> were measured.</summary>
    Pairs = 3,
}
