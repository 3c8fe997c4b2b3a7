namespace ThroughputBench.Statistics;

/// <summary>What one launch, or several, say of a section's cost, as <see cref="LaunchSpread"/> takes it.</summary>
/// <param name="Own">
/// The mean over its launches, with the error that they show. Of one launch the same of its layouts; of one layout the error within it.
/// </param>
/// <param name="Layouts">How many times its sides were set up: each time their objects got addresses of their own; at least 1.</param>
/// <param name="EndsPerOperation">How often an operation ends a period, from 0 to 1: the section takes longer then.</param>
/// <param name="Launches">How many processes measured it; at least 1.</param>
/// <param name="StepsPerOperation">How often a step comes before the section and leaves it colder caches, from 0 to 1.</param>
public readonly record struct SectionCell(
    SectionCost Own,
    int Layouts,
    double EndsPerOperation,
    int Launches = 1,
    double StepsPerOperation = 1
)
{
    /// <summary>How many independent parts its error comes from.</summary>
    internal int Parts => Launches > 1 ? Launches : Layouts;
}
