using ThroughputBench.Monitoring;
using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// Compares the bytes that the training thread allocated, in a run that another thread continues: since a log on one thread nothing is
/// known at a log on another.
/// </summary>
internal static class VerifiedThreads
{
    /// <summary>Compares them.</summary>
    public static void Compare(FigureComparison all)
    {
        var clock = new VirtualClock();
        using var records = new KeptRecords();
        var options = new ThroughputMonitorOptions<BatchCounts>
        {
            LogEvery = LogInterval.Steps(1),
            SamplesOf = static batch => batch.Samples,
        };
        using (var loop = new ReportedLoop(new ThroughputMonitor<BatchCounts>(options, clock), records))
        {
            TwoSteps();
            // A thread of its own.
            Task.Factory.StartNew(TwoSteps, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .GetAwaiter()
                .GetResult();
            TwoSteps();

            void TwoSteps()
            {
                for (int step = 0; step < 2; step++)
                {
                    for (int i = 0; i < RuntimeReading.ArraysPerBatch; i++)
                        GC.KeepAlive(new byte[RuntimeReading.BytesPerArray]);
                    clock.Advance(1);
                    loop.EndBatch(new BatchCounts(1));
                }
            }
        }
        double[] right = [Known, Known, double.NaN, Known, double.NaN, Known];
        IReadOnlyList<KeptRecords.Kept> logs = records.Below("/", "train");
        all.Compare("train/number of records", "in a run on two threads", 0, logs.Count, right.Length);
        for (int log = 0; log < Math.Min(logs.Count, right.Length); log++)
        {
            double reported = logs[log].Values.GetValueOrDefault("allocated_bytes", double.NegativeInfinity);
            all.Compare("train/allocated_bytes", "in a run on two threads", log + 1, reported, right[log], RuntimeReading.BytesApart);
        }
    }

    private static double Known => RuntimeReading.BytesPerBatch;
}
