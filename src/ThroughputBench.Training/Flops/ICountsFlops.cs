namespace ThroughputBench.Training.Flops;

/// <summary>
/// A module that says what its own tensor operations cost. Implement it if a module multiplies matrices by functions, such as
/// <c>torch.matmul(query, key)</c>: a <see cref="FlopCounter"/> sees calls of modules and not of functions.
/// </summary>
public interface ICountsFlops
{
    /// <summary>What one call of the module costs, without its submodules: the counter counts those itself.</summary>
    /// <param name="inputShapes">The shape of each tensor among the call's arguments, in order, tuples and sequences opened; anything else
    /// is left out.</param>
    /// <returns>Matrix products only, 2 operations per multiply-accumulate; see <see cref="PassFlops.MatrixProduct"/>.</returns>
    PassFlops OwnFlops(IReadOnlyList<long[]> inputShapes);
}
