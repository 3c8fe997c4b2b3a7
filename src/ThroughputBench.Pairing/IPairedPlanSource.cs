namespace ThroughputBench.Pairing;

/// <summary>
/// An attribute of a benchmark class that says how its methods are measured in pairs. Without one the default <see cref="PairedPlan"/>
/// holds.
/// </summary>
public interface IPairedPlanSource
{
    /// <summary>How to measure. Read once for each candidate, in the process that measures it.</summary>
    PairedPlan Plan { get; }
}
