namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>
/// Seeded chance, the same on every platform and fast enough for a hundred million draws: SplitMix64 and Marsaglia's polar method.
/// </summary>
internal struct Chance(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state = seed * 0xD1342543DE82EF95 + Golden;
    private double _spare = double.NaN;

    /// <summary>A number above 0 and below 1.</summary>
    public double Uniform()
    {
        ulong bits = _state += Golden;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return (((bits ^ (bits >> 31)) >> 11) + 0.5) / (1UL << 53);
    }

    /// <summary>A standard normal number.</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            double spare = _spare;
            _spare = double.NaN;
            return spare;
        }
        double x,
            y,
            square;
        do
        {
            x = 2 * Uniform() - 1;
            y = 2 * Uniform() - 1;
            square = x * x + y * y;
        } while (square is >= 1 or 0);
        double scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * scale;
        return x * scale;
    }

    /// <summary>√(χ²₃ / 3): a normal number divided by it is Student's t with 3 degrees of freedom.</summary>
    public double RootMeanSquareOfThree()
    {
        double x = Normal(),
            y = Normal(),
            z = Normal();
        return Math.Sqrt((x * x + y * y + z * z) / 3);
    }
}
