namespace ThroughputBench.Checks;

/// <summary>A field in which a run differs from its baseline, so that they cannot be compared.</summary>
/// <param name="Field">For example <c>CPU model</c>.</param>
/// <param name="Now">Its value in the run.</param>
/// <param name="Baseline">Its value in the baseline.</param>
internal sealed record RunDifference(string Field, string Now, string Baseline)
{
    /// <summary>For example <c>CPU model: AMD EPYC here, Intel Xeon in the baseline</c>.</summary>
    public override string ToString() => $"{Field}: {Now} here, {Baseline} in the baseline";
}
