namespace ThroughputBench.Records;

/// <summary>A field in which two machines differ, so that what was measured on them cannot be compared.</summary>
/// <param name="Field">For example <c>CPU model</c>.</param>
/// <param name="Here">Its value on the one.</param>
/// <param name="There">Its value on the other.</param>
internal readonly record struct MachineDifference(string Field, string Here, string There)
{
    /// <summary>For example <c>CPU model: AMD EPYC, not Intel Xeon</c>.</summary>
    public override string ToString() => $"{Field}: {Here}, not {There}";
}
