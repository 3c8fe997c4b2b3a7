using ThroughputBench.Benchmarks;
using ThroughputBench.Pairing;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>How the engine's launches become records.</summary>
public sealed class OverheadEstimateTests
{
    [Fact]
    public void Launches_of_one_process_are_recorded_as_such_and_those_of_their_own_processes_without_a_number()
    {
        Assert.Equal([1, 2, 1, 2], ProcessesOf(4711, 42, 4711, 42));
        Assert.Equal([null, null], ProcessesOf(4711, 42));
        Assert.Equal([null], ProcessesOf(4711));
        Assert.Equal([null, null], ProcessesOf(null, null));
    }

    private static IEnumerable<int?> ProcessesOf(params int?[] ids) =>
        OverheadEstimate
            .Recorded(
                new PairedResult
                {
                    Failure = null,
                    Launches =
                    [
                        .. ids.Select(id => new PairedLaunch
                        {
                            ProcessId = id,
                            ControlTicks = [],
                            CandidateTicks = [],
                            TicksPerSecond = 1,
                            OperationsPerRepetition = 1,
                            BlocksPerRepetition = 1,
                            Repetitions = 1,
                            StoppedBy = StoppedBy.Time,
                            Elapsed = TimeSpan.Zero,
                        }),
                    ],
                }
            )
            .Select(launch => launch.Process);
}
