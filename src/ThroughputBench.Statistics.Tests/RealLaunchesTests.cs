using System.Globalization;

namespace ThroughputBench.Statistics.Tests;

/// <summary>
/// The launches of a real sweep: <c>launches-b3c6ebb.csv</c> holds what the hooks of each launch took in the published run of b3c6ebb, and
/// its micro-batches. Real launches are not normal, and the processes that measure all cells are alike in part.
/// </summary>
public sealed class RealLaunchesTests(ITestOutputHelper output)
{
    private const int Splits = 60;

    private static readonly IReadOnlyList<Launch> Launches =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "launches-b3c6ebb.csv")).Skip(1).Select(Launch.Parse),
    ];

    [Theory]
    [Trait("Category", "Simulation")]
    [InlineData("mlp")]
    [InlineData("convnet")]
    [InlineData("bytelm")]
    public void Two_halves_of_a_sweeps_launches_agree_within_their_intervals(string workload)
    {
        Launch[][] cells =
        [
            .. Launches.Where(launch => launch.Workload == workload).GroupBy(launch => launch.Cell).Select(cell => cell.ToArray()),
        ];
        int agree = 0,
            agreeOfExpensive = 0,
            expensive = 0;
        for (int seed = 0; seed < Splits; seed++)
        {
            int[] processes = [.. Enumerable.Range(0, cells[0].Length)];
            new Random(seed).Shuffle(processes);
            IReadOnlyList<SectionCost> first = Widened(cells, processes[..(processes.Length / 2)]),
                second = Widened(cells, processes[(processes.Length / 2)..]);
            for (int cell = 0; cell < cells.Length; cell++)
            {
                (double lower, double upper) = first[cell].Less(second[cell]).Interval();
                bool agrees = lower <= 0 && 0 <= upper;
                agree += agrees ? 1 : 0;
                if (cells[cell][0].Accumulate > 1 || cells[cell][0].LogEvery > 4)
                    continue;
                expensive++;
                agreeOfExpensive += agrees ? 1 : 0;
            }
        }

        double share = agree / (double)(Splits * cells.Length),
            shareOfExpensive = agreeOfExpensive / (double)expensive;
        output.WriteLine($"{share:P1} of all cells, {shareOfExpensive:P1} of those that cost most");
        Assert.InRange(share, 0.94, 0.99);
        // Three cells, and of bytelm ten ways to split six launches: a few per cent are chance.
        Assert.InRange(shareOfExpensive, 0.9, 1);
    }

    /// <summary>What some of the launches say, each at the speed of all of them.</summary>
    private static IReadOnlyList<SectionCost> Widened(Launch[][] cells, int[] processes) =>
        LaunchSpread.Widen([
            .. cells.Select(cell =>
            {
                double usual = cell.Average(launch => launch.Batch);
                var own = SectionCost.Pooled([
                    .. processes.Select(process => new SectionCost(cell[process].Hook * usual / cell[process].Batch, 1, 30)),
                ]);
                return new SectionCell(own, processes.Length, 1.0 / cell[0].LogEvery, processes.Length, 1.0 / cell[0].Accumulate);
            }),
        ]);

    private sealed record Launch(string Workload, int Accumulate, int LogEvery, double Hook, double Batch)
    {
        public (int Accumulate, int LogEvery) Cell => (Accumulate, LogEvery);

        public static Launch Parse(string line)
        {
            string[] fields = line.Split(',');
            return new(fields[0], Whole(1), Whole(2), Nanoseconds(4), Nanoseconds(5));

            int Whole(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
            double Nanoseconds(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
        }
    }
}
