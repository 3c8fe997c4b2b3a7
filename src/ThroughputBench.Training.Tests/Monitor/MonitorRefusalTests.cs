using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class MonitorRefusalTests
{
    private static readonly PeakFlops Peak = PeakFlops.GivenByUser(100, FlopDtype.Float32);

    private static readonly Dictionary<string, (ThroughputMonitorOptions<Tensor> Options, string Message)> Impossible = new()
    {
        ["a window of 0"] = (new() { WindowSteps = 0 }, "from 1 to 4194304 optimizer steps, not 0"),
        ["a negative warm-up"] = (new() { WarmupSteps = -1 }, "must not be negative: -1"),
        ["an empty prefix"] = (new() { Prefix = " " }, "Prefix must not be empty: ' '"),
        ["two sources of FLOPs"] = (new() { FlopsOf = _ => null, FlopsPerBatch = new PassFlops(1, 2) }, "Set FlopsOf or FlopsPerBatch"),
        ["negative FLOPs"] = (new() { FlopsPerBatch = new PassFlops(1, -2) }, "FLOPs must not be negative"),
        ["a peak without FLOPs"] = (new() { Peak = Peak }, "give FlopsOf or FlopsPerBatch too"),
    };

    private static readonly Dictionary<string, (ThroughputMonitorOptions<Tensor> Options, string Message)> WrongCounts = new()
    {
        ["no sample"] = (new() { SamplesOf = _ => 0 }, "at least 1 sample, not 0"),
        ["negative samples"] = (new() { SamplesOf = _ => -3 }, "at least 1 sample, not -3"),
        ["fewer items than samples"] = (new() { SamplesOf = _ => 4, ItemsOf = _ => 3 }, "4 samples must hold at least as many items, not 3"),
        ["negative FLOPs"] = (new() { FlopsOf = _ => new PassFlops(-1, 0) }, "FLOPs must not be negative: -1"),
    };

    private readonly Clock _clock = new();

    public static TheoryData<string> ImpossibleCases => [.. Impossible.Keys];

    public static TheoryData<string> WrongCountCases => [.. WrongCounts.Keys];

    [Theory]
    [MemberData(nameof(ImpossibleCases))]
    public void Options_that_cannot_be_are_named(string wrong)
    {
        (ThroughputMonitorOptions<Tensor> options, string message) = Impossible[wrong];

        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new ThroughputMonitor<Tensor>(options)).Message);
    }

    [Theory]
    [MemberData(nameof(WrongCountCases))]
    public void A_count_that_cannot_be_is_named_and_nothing_is_counted(string wrong)
    {
        (ThroughputMonitorOptions<Tensor> options, string message) = WrongCounts[wrong];
        var monitor = new ThroughputMonitor<Tensor>(options, _clock);

        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Fit(monitor)).Message);

        Assert.Equal(default, monitor.Save().Train);
    }

    [Fact]
    public void Flops_that_are_missing_in_mid_run_are_refused_with_the_totals_as_they_were()
    {
        int asked = 0;
        var monitor = new ThroughputMonitor<Tensor>(new() { FlopsOf = _ => ++asked == 3 ? null : new PassFlops(1, 2) }, _clock);

        Assert.Contains("same number of samples", Assert.Throws<ArgumentException>(() => Fit(monitor)).Message);

        Assert.Equal((2L, 2L, (Int128)6), (monitor.Training.Totals.Batches, monitor.Training.Totals.Samples, monitor.Training.Totals.Flops));
    }

    [Fact]
    public void A_clock_that_goes_back_is_refused_with_the_totals_as_they_were()
    {
        var clock = new ClockOf(10, 11, 12, 5);
        var monitor = new ThroughputMonitor<Tensor>(time: clock);

        Assert.Contains("Time must increase: 5 ticks came after 12", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(monitor)).Message);

        Assert.Equal((2L, 2L), (monitor.Training.Totals.Batches, monitor.Training.Totals.Ticks));
    }

    [Fact]
    public void Logs_that_are_asked_for_but_that_nobody_would_get_are_refused()
    {
        var monitor = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Steps(10) }, _clock);

        string message = Assert.Throws<InvalidOperationException>(() => Fit(monitor)).Message;
        Assert.Equal("The throughput monitor is to log every 10 optimizer steps, but there is nothing to log to: give the trainer a logger, listen to Logged, or leave LogEvery out.", message);

        monitor.Logged += (_, _) => { };
        Fit(monitor);
    }

    [Fact]
    public void A_monitor_that_is_not_asked_for_logs_counts_without_them()
    {
        var monitor = new ThroughputMonitor<Tensor>(time: _clock);

        Fit(monitor);

        Assert.Equal(5, monitor.Training.Totals.Batches);
    }

    [Fact]
    public void A_batch_without_a_tensor_needs_a_function_of_the_users()
    {
        Func<string, long> samplesOf = BatchCounting.SamplesOf<string>();

        Assert.Contains("give the monitor a SamplesOf function", Assert.Throws<ArgumentException>(() => samplesOf("words")).Message);
    }

    [Fact]
    public void A_stage_that_is_none_is_refused() =>
        Assert.Contains("not 9", Assert.Throws<ArgumentOutOfRangeException>(() => new ThroughputMonitor<Tensor>().Read((Stage)9)).Message);

    private void Fit(ThroughputMonitor<Tensor> monitor)
    {
        using var task = new ClockedTask { Forward = () => _clock.Pass(1) };
        new Trainer<Tensor>(new() { MaxEpochs = 1 }, [monitor]).Fit(task, Batches.Of(5));
    }

    /// <summary>Gives one time after the other.</summary>
    private sealed class ClockOf(params long[] times) : TimeProvider
    {
        private readonly Queue<long> _times = new(times);

        public override long GetTimestamp() => _times.Dequeue();
    }
}
