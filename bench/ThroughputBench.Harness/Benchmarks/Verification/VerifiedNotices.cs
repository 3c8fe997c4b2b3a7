using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training;
using ThroughputBench.Training.Flops;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares how often the user is told of what a monitor cannot know: once for each kind, in all runs together.</summary>
internal static class VerifiedNotices
{
    /// <summary>A count for which the user's function fails.</summary>
    private const long Fails = long.MinValue + 1;

    private static readonly (string Situation, BatchCounts Counts, long Units)[] Doubts =
    [
        ("of no samples", new BatchCounts(0, 0, 1), 1),
        ("of fewer items than samples", new BatchCounts(3, 2, 1), 1),
        ("of a negative number of samples", new BatchCounts(-7, 5, 1), 1),
        ("of a negative number of items", new BatchCounts(3, -5, 1), 1),
        ("of a negative number of FLOPs", new BatchCounts(3, 5, -1), 1),
        ("whose samples cannot be counted", new BatchCounts(Fails, 5, 1), 1),
        ("whose items cannot be counted", new BatchCounts(3, Fails, 1), 1),
        ("whose FLOPs cannot be counted", new BatchCounts(3, 5, Fails), 1),
        ("of more samples than can be added up", new BatchCounts(long.MaxValue, long.MaxValue, 1), 1),
        ("at whose end the clock has stood still", new BatchCounts(3, 5, 1), 0),
    ];

    /// <summary>Compares it.</summary>
    public static void Compare(FigureComparison all)
    {
        var clock = new VirtualClock();
        var monitor = new ThroughputMonitor<BatchCounts>(
            new ThroughputMonitorOptions<BatchCounts>
            {
                WindowSteps = 1,
                SamplesOf = static batch => Given(batch.Samples),
                ItemsOf = static batch => Given(batch.Items!.Value),
                FlopsOf = static batch => new PassFlops(Given(batch.Flops!.Value), 0),
                LogEvery = LogInterval.Steps(1),
                Peak = PeakFlops.GivenByUser(1, FlopDtype.Float32),
                World = new World(2, static _ => throw new InvalidOperationException("No other device answers.")),
            },
            clock
        );
        var told = new HashSet<string>();
        Run("in the first run", isFirst: true);
        Run("in the second run", isFirst: false);

        void Run(string run, bool isFirst)
        {
            using var records = new KeptRecords();
            using var loop = new ReportedLoop(monitor, records);
            int before = 0;
            Expect("at its beginning", isFirst ? 1 : 0); // the peak
            End(new BatchCounts(3, 5, 1), 1);
            Expect("at its first log", isFirst ? 2 : 0); // more FLOP/s than the peak, and the other devices' figures
            foreach ((string situation, BatchCounts counts, long units) in Doubts)
            {
                End(counts, units);
                Expect($"at a micro-batch {situation}", isFirst ? 1 : 0);
                End(counts, units);
                Expect($"at a second micro-batch {situation}", 0);
            }
            clock.Advance(-1);
            loop.EndBatch(new BatchCounts(3, 5, 1), endsCycle: false);
            Expect("at a clock that goes back", isFirst ? 1 : 0);
            End(new BatchCounts(3, 5, 1), 1);
            Expect("at a clock that is right again", 0);
            all.Compare("number of equal notices", run, 0, loop.Notices.Count(notice => !told.Add(notice)), 0);

            void End(BatchCounts counts, long units)
            {
                clock.Advance(units);
                loop.EndBatch(counts);
            }

            void Expect(string situation, int notices)
            {
                all.Compare("number of notices", $"{situation}, {run}", 0, loop.Notices.Count - before, notices);
                before = loop.Notices.Count;
            }
        }
    }

    private static long Given(long count) => count == Fails ? throw new InvalidOperationException("It cannot be counted.") : count;
}
