using System.Globalization;

namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>How often the intervals of one kind of run hold the truth: one line of the table of coverage.</summary>
internal sealed record CoverageRow(Noise Noise, NoiseLayout Layout, double Coverage, double Inconclusive, double MeanHalfWidth)
{
    public const int Series = 10_000;
    public const int Pairs = 600;

    public static readonly string[] Header =
    [
        string.Create(CultureInfo.InvariantCulture, $"Nominal 95 % intervals; each line is {Series:N0} seeded series of {Pairs} pairs."),
        "The true overhead is 0.5 %; noise of 1 % lies on every block of both sides.",
        "Made by CoverageTests with UPDATE_COVERAGE set to the path of this file.",
        "",
        "| noise | process | covers the truth | inconclusive | mean half-width |",
        "|---|---|---:|---:|---:|",
    ];

    public static CoverageRow Simulate(Noise noise, NoiseLayout layout)
    {
        var run = new SimulatedRun(noise, layout, Pairs);
        int covering = 0, inconclusive = 0;
        double halfWidths = 0;
        var totals = new Lock();
        Parallel.For(0, Series, new ParallelOptions { MaxDegreeOfParallelism = 2 }, series =>
        {
            RatioEstimate estimate = run.Measure(SeedOf(noise, layout, series)).Estimate();
            lock (totals)
            {
                if (!estimate.HasInterval)
                {
                    inconclusive++;
                    return;
                }
                covering += estimate.Lower <= run.Overhead && run.Overhead <= estimate.Upper ? 1 : 0;
                halfWidths += estimate.HalfWidth;
            }
        });
        int conclusive = Series - inconclusive;
        return new(noise, layout, (double)covering / conclusive, (double)inconclusive / Series, halfWidths / conclusive);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Noise} | {Layout} | {100 * Coverage:F2} % | {100 * Inconclusive:F2} % | {100 * MeanHalfWidth:F3} % |");

    private static ulong SeedOf(Noise noise, NoiseLayout layout, int series) => ((ulong)noise * 2 + (ulong)layout) * Series + (ulong)series;
}
