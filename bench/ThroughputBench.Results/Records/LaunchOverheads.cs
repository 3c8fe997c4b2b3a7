namespace ThroughputBench.Records;

/// <summary>The overheads from the pairs of a launch, in the order of measuring.</summary>
/// <param name="Overheads">Of each pair, as a fraction.</param>
/// <param name="Elapsed">How long the measuring took.</param>
internal sealed record LaunchOverheads(IReadOnlyList<double> Overheads, TimeSpan Elapsed);
