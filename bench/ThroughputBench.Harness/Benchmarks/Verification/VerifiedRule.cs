using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares which log intervals are accepted, by <see cref="LogInterval"/> and by a monitor that begins.</summary>
/// <param name="all">The figures that are compared: 1 for accepted, 0 for refused.</param>
internal sealed class VerifiedRule(FigureComparison all)
{
    private const int MostAccumulate = 8,
        MostLogEvery = 24;

    /// <summary>Compares many intervals, and a cell's.</summary>
    public void Compare(Cell cell)
    {
        CompareOne(cell.Accumulate, cell.LogInterval);
        for (int accumulate = 1; accumulate <= MostAccumulate; accumulate++)
        {
            for (int every = 1; every <= MostLogEvery; every++)
            {
                CompareOne(accumulate, LogInterval.Batches(every));
                CompareOne(accumulate, LogInterval.Steps(every));
                Compare(
                    "nearest interval below",
                    accumulate,
                    LogInterval.Batches(every),
                    Nearest(below: true),
                    every / accumulate * accumulate
                );
                Compare(
                    "nearest interval above",
                    accumulate,
                    LogInterval.Batches(every),
                    Nearest(below: false),
                    (every + accumulate - 1) / accumulate * accumulate
                );

                double Nearest(bool below)
                {
                    LogInterval interval = LogInterval.Batches(every);
                    try
                    {
                        return (below ? interval.NearestBelow(accumulate) : interval.NearestAbove(accumulate))?.Every ?? 0;
                    }
                    catch (ArgumentException)
                    {
                        return double.NaN;
                    }
                }
            }
        }
        // An accumulation that changes with the epoch: the log would fall inside a cycle of the second epoch, or of the first.
        Compare("whether a monitor begins", 4, LogInterval.Batches(2), Begins(Changing(1, 4), LogInterval.Batches(2)), 0);
        Compare("whether a monitor begins", 2, LogInterval.Batches(3), Begins(Changing(2, 3), LogInterval.Batches(3)), 0);
        Compare("whether a monitor begins", 4, LogInterval.Batches(4), Begins(Changing(1, 4), LogInterval.Batches(4)), 1);

        static AccumulationSchedule Changing(int first, int second) => new(new Dictionary<int, int> { [0] = first, [1] = second });
    }

    private void CompareOne(int accumulate, LogInterval interval)
    {
        double right = RuleAnswers.IsRight(interval, accumulate) ? 1 : 0;
        Compare("whether an interval is accepted", accumulate, interval, interval.Accepts(accumulate) ? 1 : 0, right);
        Compare("whether a monitor begins", accumulate, interval, Begins(accumulate, interval), right);
    }

    private void Compare(string figure, int accumulate, LogInterval interval, double reported, double right) =>
        all.Compare(figure, $"with A = {accumulate} and a log {interval}", 0, reported, right);

    private static double Begins(AccumulationSchedule accumulate, LogInterval interval)
    {
        var monitor = new ThroughputMonitor<Batch>(new ThroughputMonitorOptions<Batch> { WindowSteps = 1 });
        try
        {
            using var loop = new HandLoop<Batch>(monitor, new TrainerOptions { Accumulate = accumulate, LogEvery = interval });
            return 1;
        }
        catch (IncompatibleLogIntervalException)
        {
            return 0;
        }
    }
}
