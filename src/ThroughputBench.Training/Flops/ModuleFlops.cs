namespace ThroughputBench.Training.Flops;

/// <summary>What one module did in a counted forward pass.</summary>
/// <param name="Name">Its path below the counted module, such as <c>blocks.0.attention</c>; empty for the counted module itself. A module
/// with several paths has its first.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Source">The source of the count.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Own">Its own operations in all those calls, without those of its submodules; 0 if <see cref="IsCounted"/> is
/// false.</param>
public sealed record ModuleFlops(string Name, string Type, FlopSource Source, long Calls, PassFlops Own)
{
    /// <summary>Whether the count includes all its operations.</summary>
    public bool IsCounted => Source is not (FlopSource.Unknown or FlopSource.NotCalled);
}
