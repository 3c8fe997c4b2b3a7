using ThroughputBench.Benchmarks.Verification;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public sealed class MonitorFailureTests
{
    private static readonly Action[] OfTheMonitor =
        [
            static () => LogInterval.Batches(0),
            static () => new World(0),
            static () => new ThroughputMonitor<int>(new ThroughputMonitorOptions<int> { WindowSteps = 0 }),
            static () => new ThroughputMonitor<int>().Load(null!),
            static () => new ThroughputMonitor<int>().LoadState(null!, "no JSON"),
            static () => new ThroughputMonitor<int>().LoadState(null!, "null"),
        ];

    private static readonly Action[] OfOthers =
        [
            static () => torch.zeros(2, 3).reshape(7),
            static () => throw new InvalidOperationException("The test threw it."),
            static () => Enumerable.Empty<int>().First(),
        ];

    [Fact]
    public void What_the_monitor_throws_or_the_runtime_for_it_is_the_monitors() =>
        Assert.All(OfTheMonitor, throws => Assert.True(MonitorFailure.IsTheMonitors(Thrown(throws))));

    [Fact]
    public void What_libtorch_the_device_or_another_part_throws_is_not() =>
        Assert.All(OfOthers, throws => Assert.False(MonitorFailure.IsTheMonitors(Thrown(throws))));

    [Fact]
    public void A_disk_that_fails_is_not_the_monitors_fault()
    {
        string missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "checkpoint");
        var state = new TrainerState(new TrainerOptions(), log: null);

        Exception thrown = Thrown(() => new CheckpointCallback<int>(missing, 1).OnFitStart(state));

        Assert.False(MonitorFailure.IsTheMonitors(thrown));
    }

    private static Exception Thrown(Action throws) => Record.Exception(throws) ?? throw new InvalidOperationException("It threw nothing.");
}
