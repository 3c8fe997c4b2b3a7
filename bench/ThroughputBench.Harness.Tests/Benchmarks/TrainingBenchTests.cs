using ThroughputBench.Benchmarks;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using ThroughputBench.Workloads.Tests.Monitor;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>That what is measured is what it is said to be.</summary>
[Collection(TrainingTests.Name)]
public sealed class TrainingBenchTests : IDisposable
{
    private readonly TrainingBench _bench = new(new MeasurementPlan(), "mlp", "cpu");

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(TimeKnown.Nothing, 20)]
    [InlineData(TimeKnown.DataWait, 21)]
    [InlineData(TimeKnown.Ledger, 27)]
    public void Everything_is_every_metric_there_is_at_every_step(TimeKnown known, int metrics)
    {
        using var kept = new KeptLogs();
        using (FitRun<Batch> run = _bench.MonitoredInFull(1, LogInterval.Steps(1), known, kept))
            run.Advance(20);

        Assert.Equal(20, kept.Records.Count);
        Assert.All(kept.Records, record => Assert.Equal(metrics, record.Names.Names.Length));
        Assert.All(kept.Records.Skip(1), record => Assert.All(record.Values, value => Assert.True(double.IsFinite(value))));
        _bench.RequireLoggersHealthy();
    }

    [Fact]
    public void Two_trainings_that_take_turns_are_half_a_round_of_the_data_apart_so_that_neither_finds_its_batch_in_the_cache()
    {
        Batch[] rounds = [.. _bench.Data().Take(96)],
            apart = [.. _bench.DataApart().Take(64)];

        Assert.Same(rounds[0], rounds[64]);
        Assert.Equal(rounds[32..], apart);
    }

    [Fact]
    public void A_measurement_in_which_a_logger_failed_is_refused()
    {
        using (FitRun<Batch> run = _bench.MonitoredInFull(1, LogInterval.Steps(1), TimeKnown.Nothing, new FullDisk()))
            run.Advance(20);

        Assert.Equal(
            "FullDisk failed while it was measured: No space left on device",
            Assert.Throws<InvalidOperationException>(_bench.RequireLoggersHealthy).Message
        );
    }

    private sealed class FullDisk : IMetricLogger
    {
        public void Write(in MetricRecord record) => throw new IOException("No space left on device");

        public void Flush() { }

        public void Dispose() { }
    }
}
