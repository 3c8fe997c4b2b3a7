namespace ThroughputBench.Records;

/// <summary>What the pairs of a launch say of the overhead, in the order of measuring.</summary>
/// <param name="Overheads">Of each pair, as a fraction.</param>
/// <param name="Elapsed">How long the measuring took.</param>
internal sealed record LaunchOverheads(IReadOnlyList<double> Overheads, TimeSpan Elapsed);
