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
        var meter = new ThroughputMeter(windowSteps, frequency: 1_000, warmupSteps: 10);
        var schedule = new LogSchedule(LogInterval.Batches(2));
        long time = 0;
        meter.Start(time);
        Train(1_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        double rates = Train(20_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(rates > 0);

        double Train(int batches)
        {
            double sum = 0;
            for (int batch = 1; batch <= batches; batch++)
            {
                meter.Add(++time, new BatchCounts(2, 4, 8), endsCycle: batch % 2 == 0);
                if (batch % 2 == 0 && schedule.IsDue(meter.Totals.Batches, meter.Totals.Steps))
                    sum += meter.Read().Rates?.SamplesPerSecond ?? 0;
                if (batch % 100 == 0)
                {
                    meter.Pause(++time);
                    meter.Resume(++time);
                }
            }
            return sum;
        }
    }
}
