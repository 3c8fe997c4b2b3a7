namespace ThroughputBench.Statistics;

/// <summary>What one launch says of a section's cost, as <see cref="LaunchSpread"/> takes it.</summary>
/// <param name="Own">The mean over its layouts, with the error that they show; of one layout, with the error within it.</param>
/// <param name="Layouts">How many times its sides were set up: each time their objects got addresses of their own; at least 1.</param>
/// <param name="EndsPerOperation">How often an operation ends a period, from 0 to 1: the section takes longer then.</param>
public readonly record struct SectionCell(SectionCost Own, int Layouts, double EndsPerOperation);
