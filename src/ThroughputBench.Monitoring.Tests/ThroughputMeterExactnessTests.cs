using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>Rates under a fake clock in which micro-batches (10 ms) and optimizer steps (30 ms) cost different times.</summary>
public sealed class ThroughputMeterExactnessTests
{
    private const double Tolerance = 1e-12;
    private static readonly BatchCounts Batch = new(Samples: 32, Items: 32 * 128, Flops: 1_234_567_891);

    /// <summary>The cells in which a window of micro-batches was seen up to 72.7% wrong.</summary>
    public static MatrixTheoryData<int, int> Table { get; } = new([1, 2, 4, 8, 32], [2, 5, 10, 50, 100]);

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_rate_at_every_end_of_a_cycle_is_the_truth(int accumulate, int window)
    {
        var training = new FakeTraining(window);
        double batchesPerSecond = accumulate / (accumulate * 0.010 + 0.030);
        for (int step = 1; step <= 2 * window + 3; step++)
        {
            ThroughputSnapshot snapshot = training.Cycle(accumulate, milliseconds: 10, stepMilliseconds: 30, Batch);

            ThroughputRates rates = Assert.NotNull(snapshot.Rates);
            Assert.Equal((Math.Min(step, window), step < window), (rates.Steps, rates.IsPartial));
            AssertClose(batchesPerSecond, rates.BatchesPerSecond);
            AssertClose(32 * batchesPerSecond, rates.SamplesPerSecond);
            AssertClose(32 * 128 * batchesPerSecond, rates.ItemsPerSecond);
            AssertClose(1_234_567_891 * batchesPerSecond, rates.FlopsPerSecond);
            AssertClose(rates.Steps * (accumulate * 0.010 + 0.030), rates.Seconds);
            AssertClose(step * (accumulate * 0.010 + 0.030), snapshot.Seconds);
        }
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(8, 1)]
    [InlineData(8, 5)]
    public void Rates_read_inside_a_cycle_are_those_of_its_beginning_while_the_totals_grow(int accumulate, int window)
    {
        var training = new FakeTraining(window);
        ThroughputRates? atLastEnd = null;
        for (long batch = 1; batch <= 3L * window * accumulate; batch++)
        {
            bool endsCycle = batch % accumulate == 0;
            ThroughputSnapshot snapshot = training.MicroBatch(milliseconds: 10 + batch % 3, Batch, endsCycle ? 30 : null);

            Assert.Equal(
                (batch, batch / accumulate, 32 * batch),
                (snapshot.Totals.Batches, snapshot.Totals.Steps, snapshot.Totals.Samples)
            );
            if (endsCycle)
                atLastEnd = snapshot.Rates;
            else
                Assert.Equal(atLastEnd, snapshot.Rates);
        }
    }

    [Fact]
    public void A_short_last_cycle_counts_as_what_it_is()
    {
        // Epochs of 10 micro-batches at A = 4: cycles of 4, 4 and 2, so 70, 70 and 50 ms. Lightning's window was up to 33% wrong here.
        var training = new FakeTraining(windowSteps: 2);
        (int Batches, double Seconds)[] expected = [(4, 0.070), (8, 0.140), (6, 0.120), (6, 0.120), (8, 0.140), (6, 0.120)];
        foreach ((int cycle, int index) in new[] { 4, 4, 2, 4, 4, 2 }.Select((cycle, index) => (cycle, index)))
        {
            ThroughputRates rates = Assert.NotNull(training.Cycle(cycle, milliseconds: 10, stepMilliseconds: 30, Batch).Rates);

            AssertClose(expected[index].Batches / expected[index].Seconds, rates.BatchesPerSecond);
        }
    }

    [Fact]
    public void An_accumulation_that_changes_between_epochs_counts_as_what_it_was()
    {
        var training = new FakeTraining(windowSteps: 3);
        foreach (int accumulate in new[] { 1, 1, 8, 8 })
            training.Cycle(accumulate, milliseconds: 10, stepMilliseconds: 30, Batch);

        AssertClose(17 / (0.040 + 2 * 0.110), training.Meter.Read().Rates!.Value.BatchesPerSecond);
    }

    [Fact]
    public void Batches_of_different_sizes_count_as_what_they_hold()
    {
        // Behaviour 11 of Lightning's tests: totals 1, 4, 6, 7, 11.
        var training = new FakeTraining(windowSteps: 2);
        List<long> totals = [];
        ThroughputSnapshot snapshot = default;
        foreach (long size in new long[] { 1, 3, 2, 1, 4 })
        {
            snapshot = training.MicroBatch(milliseconds: 10 * size, new BatchCounts(size), stepMilliseconds: 30);
            totals.Add(snapshot.Totals.Samples);
        }

        Assert.Equal([1, 4, 6, 7, 11], totals);
        AssertClose(5 / (2 * 0.030 + 0.050), snapshot.Rates!.Value.SamplesPerSecond);
    }

    [Fact]
    public void Rates_appear_with_the_first_whole_cycle_of_a_stage_shorter_than_the_window()
    {
        var training = new FakeTraining(windowSteps: 100);

        Assert.Null(training.MicroBatch(milliseconds: 10, Batch).Rates);
        ThroughputRates rates = Assert.NotNull(training.MicroBatch(milliseconds: 10, Batch, stepMilliseconds: 30).Rates);

        Assert.True(rates.IsPartial);
        AssertClose(2 / 0.050, rates.BatchesPerSecond);
    }

    [Fact]
    public void A_clock_of_any_frequency_gives_the_same_rates()
    {
        foreach (long frequency in new[] { 1, 1_000, 3_579_545, 24_000_000, 1_000_000_000 })
        {
            var meter = new ThroughputMeter(windowSteps: 2, frequency);
            meter.Start(-5 * frequency);
            for (int second = -4; second <= 4; second++)
                meter.Add(second * frequency, new BatchCounts(6), endsCycle: true);

            ThroughputSnapshot snapshot = meter.Read();
            Assert.Equal(
                (9.0, 2.0, 1.0, 6.0),
                (
                    snapshot.Seconds,
                    snapshot.Rates!.Value.Seconds,
                    snapshot.Rates!.Value.BatchesPerSecond,
                    snapshot.Rates!.Value.SamplesPerSecond
                )
            );
        }
    }

    [Fact]
    public void Flops_are_exact_beyond_63_bits()
    {
        // A day of a device that does 10¹⁵ FLOP/s, in steps of an hour.
        const long Hour = 3_600_000_000_000_000_001;
        var meter = new ThroughputMeter(windowSteps: 10, frequency: 1);
        meter.Start(0);
        for (int hour = 1; hour <= 24; hour++)
            meter.Add(3600 * hour, new BatchCounts(1, Flops: Hour), endsCycle: true);

        ThroughputSnapshot snapshot = meter.Read();
        Assert.Equal((Int128)Hour * 24, snapshot.Totals.Flops);
        AssertClose(1e15, snapshot.Rates!.Value.FlopsPerSecond);
    }

    private static void AssertClose(double expected, double? actual) =>
        Assert.InRange(Assert.NotNull(actual), expected * (1 - Tolerance), expected * (1 + Tolerance));
}
