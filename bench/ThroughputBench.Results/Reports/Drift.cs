using MathNet.Numerics.Statistics;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>How the ratio of a cell's pairs moves while the cell is measured.</summary>
/// <param name="Points">Time since the cell's pairs began, in seconds, and the median of candidate / control − 1 over neighbouring pairs,
/// as a fraction.</param>
/// <param name="FirstThird">Median of the same over the first third of the pairs.</param>
/// <param name="LastThird">Median over the last third.</param>
internal sealed record Drift(IReadOnlyList<(double Seconds, double Overhead)> Points, double FirstThird, double LastThird)
{
    /// <summary>With fewer pairs, thirds are too noisy.</summary>
    public const int MinimumPairs = 9;

    private const int MostPoints = 16;

    /// <summary>From the pairs of a cell; <see langword="null"/> if there are too few.</summary>
    public static Drift? Of(IReadOnlyList<LaunchOverheads> launches)
    {
        double[] overheads = [.. launches.SelectMany(launch => launch.Overheads)];
        if (overheads.Length < MinimumPairs)
            return null;
        double[] seconds = new double[overheads.Length];
        int at = 0;
        double before = 0;
        foreach (LaunchOverheads launch in launches)
        {
            for (int i = 0; i < launch.Overheads.Count; i++)
                seconds[at++] = before + launch.Elapsed.TotalSeconds * (i + 0.5) / launch.Overheads.Count;
            before += launch.Elapsed.TotalSeconds;
        }
        int points = Math.Min(MostPoints, overheads.Length / 3),
            third = overheads.Length / 3;
        return new Drift(
            [
                .. Enumerable
                    .Range(0, points)
                    .Select(i => (Begin: i * overheads.Length / points, End: (i + 1) * overheads.Length / points))
                    .Select(bin => (seconds[bin.Begin..bin.End].Average(), overheads[bin.Begin..bin.End].Median())),
            ],
            overheads[..third].Median(),
            overheads[^third..].Median()
        );
    }
}
