using System.Globalization;

namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>How often the intervals of one kind of run hold the truth: one line of the table of coverage.</summary>
internal sealed record CoverageRow(
    Noise Noise,
    NoiseLayout Layout,
    RunShape Shape,
    int Series,
    double Coverage,
    double Inconclusive,
    double MeanHalfWidth
)
{
    /// <summary>Series of a line of the table, unless COVERAGE_SERIES says how many.</summary>
    private const int MostSeries = 10_000;

    public static readonly string[] Header =
    [
        "Nominal 95 % intervals, from raw blocks by the way that records take; each line is so many seeded series.",
        "The true overhead is 0.5 %, with a log 2 % (4 places) or 0.7 % (32 places); noise of 1 % lies on every block of both sides.",
        "A pair is places × repetitions blocks of each side: 600 pairs of 1 × 1, 240 of 1 × 15, "
            + "180 of 4 × 5 and of 32 × 1 with a log in the last place.",
        "Made by CoverageTests with UPDATE_COVERAGE set to the path of this file.",
        "",
        "| noise | process | pair | series | covers the truth | inconclusive | mean half-width |",
        "|---|---|---|---:|---:|---:|---:|",
    ];

    /// <summary>The lines of the table: every noise in each layout with a short period, and through all blocks with a long one.</summary>
    public static IEnumerable<(Noise Noise, NoiseLayout Layout, RunShape Shape)> Lines =>
        [
            .. from shape in (RunShape[])[RunShape.OneBlock, RunShape.Repeated]
            from noise in Enum.GetValues<Noise>()
            from layout in Enum.GetValues<NoiseLayout>()
            select (noise, layout, shape),
            .. from shape in (RunShape[])[RunShape.FewBlocksAndLog, RunShape.ManyBlocksAndLog]
            from noise in Enum.GetValues<Noise>()
            select (noise, NoiseLayout.Interleaved, shape),
        ];

    /// <summary>
    /// How far chance takes the coverage of so few series from 95 %: four standard errors, and nothing for the numbers that the table is
    /// made for.
    /// </summary>
    public double Chance => Series >= MostSeries ? 0 : 4 * Math.Sqrt(0.95 * 0.05 / Series);

    /// <summary>
    /// Whether the tests promise coverage: not if one side alone, which noise hides, wanders slowly or is disturbed for whole stretches. A
    /// machine does not know which side is at work, and the sides change places at every block.
    /// </summary>
    public bool IsPromised => Layout == NoiseLayout.Interleaved || Noise is not (Noise.SlowWandering or Noise.BusyHost or Noise.SharedCore);

    private static int PairsOf(RunShape shape) =>
        shape.BlocksPerPair switch
        {
            1 => 600,
            15 => 240,
            _ => 180,
        };

    /// <summary>Series behind a line of the written table.</summary>
    public static int SeriesOfTable =>
        int.TryParse(Environment.GetEnvironmentVariable("COVERAGE_SERIES"), CultureInfo.InvariantCulture, out int series)
            ? series
            : MostSeries;

    public static CoverageRow Simulate(Noise noise, NoiseLayout layout, RunShape shape, int series)
    {
        var run = new SimulatedRun(noise, layout, PairsOf(shape)) { Shape = shape };
        int covering = 0,
            inconclusive = 0;
        double halfWidths = 0;
        var totals = new Lock();
        Parallel.For(0, series, new ParallelOptions { MaxDegreeOfParallelism = 2 }, one =>
        {
            RatioEstimate estimate = run.Measure(SeedOf(noise, layout, one)).Estimate();
            lock (totals)
            {
                if (!estimate.HasInterval)
                {
                    inconclusive++;
                    return;
                }
                covering += estimate.Lower <= run.Truth && run.Truth <= estimate.Upper ? 1 : 0;
                halfWidths += estimate.HalfWidth;
            }
        });
        int conclusive = series - inconclusive;
        return new(noise, layout, shape, series, (double)covering / conclusive, (double)inconclusive / series, halfWidths / conclusive);
    }

    /// <summary>Reads a line of the written table.</summary>
    public static CoverageRow Parse(string line)
    {
        string[] cells = [.. line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        var shape = ((RunShape[])[RunShape.OneBlock, RunShape.Repeated, RunShape.FewBlocksAndLog, RunShape.ManyBlocksAndLog]).Single(one =>
            one.ToString() == cells[2]
        );
        return new(
            Enum.Parse<Noise>(cells[0]),
            Enum.Parse<NoiseLayout>(cells[1]),
            shape,
            int.Parse(cells[3], CultureInfo.InvariantCulture),
            Share(cells[4]),
            Share(cells[5]),
            Share(cells[6])
        );

        static double Share(string percentage) => double.Parse(percentage.TrimEnd('%', ' '), CultureInfo.InvariantCulture) / 100;
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {Noise} | {Layout} | {Shape} | {Series} | {100 * Coverage:F2} % | {100 * Inconclusive:F2} % | {100 * MeanHalfWidth:F3} % |"
        );

    private static ulong SeedOf(Noise noise, NoiseLayout layout, int series) =>
        ((ulong)noise * 2 + (ulong)layout) * MostSeries + (ulong)series;
}
