namespace ThroughputBench.Training;

/// <summary>
/// The weights of one cycle's micro-batches. Each loss is scaled by its <see cref="Add">relative weight</see> over A; once the last is
/// known, <see cref="Correction"/> turns the sum of the gradients into their weighted mean. If all weights are the same and the cycle is
/// whole, both are exactly 1.
/// </summary>
internal sealed class CycleWeights
{
    private double _first;
    private double _sum;

    /// <summary>A cycle begins.</summary>
    public void Clear() => (_first, _sum) = (0, 0);

    /// <summary>Adds a micro-batch's weight.</summary>
    /// <param name="weight">Its weight; finite, at least 0.</param>
    /// <returns>Its weight in units of the cycle's first above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or not a number.</exception>
    public double Add(double weight)
    {
        if (!(weight >= 0 && double.IsFinite(weight)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(weight),
                weight,
                FormattableString.Invariant($"A micro-batch's weight must be a finite number of at least 0, not {weight}.")
            );
        }

        if (weight == 0)
            return 0;
        if (_first == 0)
            _first = weight;
        double relative = weight / _first;
        _sum += relative;
        return relative;
    }

    /// <summary>The factor for the gradients at the cycle's end; 1 if no micro-batch has weight.</summary>
    /// <param name="accumulate">A.</param>
    public double Correction(int accumulate) => _sum == 0 ? 1 : accumulate / _sum;
}
