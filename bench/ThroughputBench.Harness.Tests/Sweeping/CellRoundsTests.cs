using ThroughputBench.Pairing;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>What the rounds of a cell are together.</summary>
public sealed class CellRoundsTests
{
    [Fact]
    public void A_cell_is_over_after_its_last_round_with_the_launches_of_all_rounds()
    {
        CellRounds rounds = Of(3, factsIn: 2);

        rounds.Add(Launched(1, 2), null);
        Assert.Equal((false, false), (rounds.AreOver, rounds.AreFactsDue));
        rounds.Add(Launched(3), null);
        Assert.Equal((false, true), (rounds.AreOver, rounds.AreFactsDue));
        rounds.Facts = new CellFacts();
        Assert.False(rounds.AreFactsDue);
        rounds.Add(Launched(4), null);

        Assert.True(rounds.AreOver);
        Assert.Equal([1, 2, 3, 4], rounds.Result.Launches.Select(launch => launch.Pairs));
        Assert.Equal([1, 2, 3, 4], rounds.End().Select(launch => launch.Pairs));
        Assert.True(rounds.IsRecorded);
        Assert.Empty(rounds.Result.Launches);
    }

    [Fact]
    public void A_failed_round_is_the_last_one()
    {
        CellRounds rounds = Of(3, factsIn: 3);

        rounds.Add(Launched(1) with { Failure = "out of memory" }, null);

        Assert.True(rounds.AreOver);
        Assert.Equal("out of memory", rounds.Result.Failure);
    }

    [Fact]
    public void The_facts_of_a_cell_whose_pairs_took_too_long_are_not_measured()
    {
        CellRounds rounds = Of(3, factsIn: 1);

        rounds.Add(Launched(0), null);

        Assert.Equal((false, false), (rounds.AreOver, rounds.AreFactsDue));
    }

    [Fact]
    public void What_slowed_the_gpu_down_in_any_round_counts()
    {
        CellRounds rounds = Of(3, factsIn: 3);

        rounds.Add(Launched(1), new ThrottlingRecord { SlowedBy = "power cap", PowerLimitedMilliseconds = 3 });
        rounds.Add(Launched(1), new ThrottlingRecord { PowerLimitedMilliseconds = 0, ThermallyLimitedMilliseconds = 1 });
        rounds.Add(Launched(1), new ThrottlingRecord { SlowedBy = "temperature, power cap", PowerLimitedMilliseconds = 2 });

        Assert.Equal(new ThrottlingRecord { SlowedBy = "power cap, temperature", PowerLimitedMilliseconds = 5 }, rounds.Throttling);
        rounds.Add(Launched(1), null);
        Assert.Null(rounds.Throttling);
    }

    private static CellRounds Of(int all, int factsIn) => new(Cells.Of(1, 1), all, factsIn);

    private static PairedResult Launched(params int[] pairs) =>
        new()
        {
            Failure = null,
            Launches =
            [
                .. pairs.Select(count => new PairedLaunch
                {
                    ControlTicks = new long[count],
                    CandidateTicks = new long[count],
                    OperationsPerRepetition = 1,
                    BlocksPerRepetition = 1,
                    Repetitions = 1,
                    TicksPerSecond = 1_000_000_000,
                    StoppedBy = StoppedBy.Time,
                    Elapsed = TimeSpan.FromSeconds(1),
                }),
            ],
        };
}
