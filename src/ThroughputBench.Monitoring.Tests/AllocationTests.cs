using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void A_meter_allocates_nothing_per_micro_batch_log_or_pause(int windowSteps)
    {
        var meter = new ThroughputMeter(windowSteps, frequency: 1_000, warmupSteps: 10, stepTimes: true);
        var schedule = new LogSchedule(LogInterval.Batches(2));
        long time = 0;
        meter.Start(time);
        Train(1_000);

        double sum = 0;
        Assert.Equal(0, FewestBytesOf(() => sum += Train(20_000)));
        Assert.True(sum > 0);

        double Train(int batches)
        {
            double p95 = 0;
            for (int batch = 1; batch <= batches; batch++)
            {
                meter.Add(++time, new BatchCounts(2, 4, 8), endsCycle: batch % 2 == 0);
                if (batch % 2 == 0 && schedule.IsDue(meter.Totals.Batches, meter.Totals.Steps))
                    p95 += meter.Read().StepTimes?.P95Seconds ?? 0;
                if (batch % 100 == 0)
                {
                    meter.Pause(++time);
                    meter.Resume(++time);
                }
            }
            return p95;
        }
    }

    [Fact]
    public void Saving_loading_and_reducing_allocate_nothing()
    {
        var meter = new ThroughputMeter(windowSteps: 10, frequency: 1_000);
        var world = new World(8);
        long time = 0;
        Resume(100);

        long samples = 0;
        Assert.Equal(0, FewestBytesOf(() => samples += Resume(10_000)));
        Assert.True(samples > 0);

        long Resume(int times)
        {
            long sum = 0;
            for (int resumption = 0; resumption < times; resumption++)
            {
                meter.Load(meter.Save());
                meter.Start(++time);
                meter.Add(++time, new BatchCounts(2, 4, 8), endsCycle: true);
                sum += world.Reduce(meter.Read()).Samples;
            }
            return sum;
        }
    }

    [Fact]
    public void A_ledger_allocates_nothing_per_phase_or_reading()
    {
        var ledger = new TimeLedger(frequency: 1_000);
        long time = 0;
        Train(100);

        double share = 0;
        Assert.Equal(0, FewestBytesOf(() => share += Train(10_000)));
        Assert.True(share > 0);

        double Train(int batches)
        {
            TimeBreakdown last = default;
            double sum = 0;
            for (int batch = 0; batch < batches; batch++)
            {
                ledger.Enter(TimePhase.DataWait, ++time);
                ledger.Enter(TimePhase.ForwardBackward, ++time);
                TimeBreakdown now = ledger.Read(++time);
                sum += (now - last).Share(TimePhase.DataWait);
                last = now;
            }
            return sum;
        }
    }

    /// <summary>
    /// The least of a few stretches: a collection on another thread can count up to 8 KiB too much, while the work's allocations occur in
    /// each.
    /// </summary>
    private static long FewestBytesOf(Action stretch)
    {
        long fewest = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            stretch();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return fewest;
    }
}
