using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics.Tests;

/// <summary>Hook times of a machine with neighbours: levels that wander, interruptions that are rare and long, and launches that differ.</summary>
/// <param name="WithinPeriod">What a section within a period takes, in nanoseconds.</param>
/// <param name="AtEnd">What one at its end takes.</param>
/// <param name="Period">Operations per period.</param>
/// <param name="Memory">How much of a stretch's level the next operation keeps, from 0 to 1.</param>
/// <param name="Drift">How much more expensive everything is at the end of the run, as a share.</param>
/// <param name="LaunchSpread">Standard deviation of what a launch is dealt, as a share of the cost.</param>
internal sealed record SectionSimulation(
    double WithinPeriod,
    double AtEnd,
    int Period,
    double Memory = 0.9,
    double Drift = 0,
    double LaunchSpread = 0
)
{
    private const double Empty = 80;
    private const double Level = 0.1;
    private const double Noise = 0.3;
    private const double Interruption = 0.002;

    /// <summary>The cost per operation that all launches have in common, without the drift.</summary>
    public double Cost => WithinPeriod + (AtEnd - WithinPeriod) / Period;

    /// <summary>One launch.</summary>
    /// <param name="operations">Of each side.</param>
    /// <param name="chance">All of its chance.</param>
    public SectionSeries Launch(int operations, Random chance)
    {
        double dealt = 1 + LaunchSpread * Normal.Sample(chance, 0, 1),
            level = 0;
        long[] control = new long[operations],
            candidate = new long[operations];
        for (int i = 0; i < operations; i++)
        {
            level = Memory * level + Math.Sqrt(1 - Memory * Memory) * Level * Normal.Sample(chance, 0, 1);
            double speed = 1 + level + Drift * (i / (double)operations - 0.5),
                cost = dealt * ((i + 1) % Period == 0 ? AtEnd : WithinPeriod);
            control[i] = Took(Empty * speed, chance);
            candidate[i] = Took((Empty + cost) * speed, chance);
        }
        return new(control, candidate, Period, 1);
    }

    // Noise that is never below zero, has a mean of one, and leans to the right.
    private static long Took(double expected, Random chance) =>
        (long)(expected * LogNormal.Sample(chance, -Noise * Noise / 2, Noise))
        + (chance.NextDouble() < Interruption ? chance.Next(20_000, 2_000_000) : 0);
}
