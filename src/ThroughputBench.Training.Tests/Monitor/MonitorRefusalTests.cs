using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Monitor;

public sealed class MonitorRefusalTests
{
    private static readonly PeakFlops Peak = PeakFlops.GivenByUser(100, FlopDtype.Float32);

    private static readonly Dictionary<string, ThroughputMonitorOptions<Tensor>> Impossible = new()
    {
        ["a window of 0"] = new() { WindowSteps = 0 },
        ["a negative warm-up"] = new() { WarmupSteps = -1 },
        ["an empty prefix"] = new() { Prefix = " " },
        ["two sources of FLOPs"] = new() { FlopsOf = _ => null, FlopsPerBatch = new PassFlops(1, 2) },
        ["negative FLOPs"] = new() { FlopsPerBatch = new PassFlops(1, -2) },
        ["more FLOPs than fit"] = new() { FlopsPerBatch = new PassFlops(long.MaxValue, 1) },
        ["a peak without FLOPs"] = new() { Peak = Peak },
    };

    private readonly Clock _clock = new();

    public static TheoryData<string> ImpossibleCases => [.. Impossible.Keys];

    [Theory]
    [MemberData(nameof(ImpossibleCases))]
    public void Options_that_cannot_be_are_named(string wrong) =>
        Wording.Matches(Assert.ThrowsAny<ArgumentException>(() => new ThroughputMonitor<Tensor>(Impossible[wrong])).Message, wrong);

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

        Wording.Matches(Assert.Throws<ArgumentException>(() => samplesOf("words")).Message);
    }

    [Fact]
    public void A_stage_that_is_none_is_refused() =>
        Wording.Matches(Assert.Throws<ArgumentOutOfRangeException>(() => new ThroughputMonitor<Tensor>().Read((Stage)9)).Message);

    private void Fit(ThroughputMonitor<Tensor> monitor)
    {
        using var task = new ClockedTask { Forward = () => _clock.Pass(1) };
        new Trainer<Tensor>(new() { MaxEpochs = 1 }, [monitor]).Fit(task, Batches.Of(5));
    }
}
