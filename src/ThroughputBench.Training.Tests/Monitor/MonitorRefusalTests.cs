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
        ["negative FLOPs"] = (new() { FlopsPerBatch = new PassFlops(1, -2) }, "FLOPs must not be negative: 1 forward, -2 backward"),
        ["more FLOPs than fit"] = (new() { FlopsPerBatch = new PassFlops(long.MaxValue, 1) }, "must fit 63 bits together"),
        ["a peak without FLOPs"] = (new() { Peak = Peak }, "give FlopsOf or FlopsPerBatch too"),
    };

    private readonly Clock _clock = new();

    public static TheoryData<string> ImpossibleCases => [.. Impossible.Keys];

    [Theory]
    [MemberData(nameof(ImpossibleCases))]
    public void Options_that_cannot_be_are_named(string wrong)
    {
        (ThroughputMonitorOptions<Tensor> options, string message) = Impossible[wrong];

        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new ThroughputMonitor<Tensor>(options)).Message);
    }

    [Fact]
    public void Logs_without_a_receiver_are_refused()
    {
        var monitor = new ThroughputMonitor<Tensor>(new() { LogEvery = LogInterval.Steps(10) }, _clock);

        string message = Assert.Throws<InvalidOperationException>(() => Fit(monitor)).Message;
        Assert.Equal(
            "The throughput monitor is to log every 10 optimizer steps, but there is nothing to log to: give the trainer a logger, "
                + "listen to Logged, or leave LogEvery out.",
            message
        );

        monitor.Logged += (_, _) => { };
        Fit(monitor);
    }

    [Fact]
    public void A_monitor_without_logs_still_counts()
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
}
