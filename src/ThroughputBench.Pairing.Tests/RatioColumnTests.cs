using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class RatioColumnTests
{
    [Theory]
    [InlineData(1.02, 1.01, 1.03, "1.0200 [1.0100, 1.0300]")]
    [InlineData(12.3456, 12.3, 12.4, "12.3456 [12.3000, 12.4000]")]
    [InlineData(0.1, 0.09, 0.11, "0.1000 [0.0900, 0.1100]")]
    [InlineData(0.04321, 0.0432, 0.0433, "0.04321 [0.04320, 0.04330]")]
    [InlineData(0.00005, 0.000049, 0.000051, "0.00005000 [0.00004900, 0.00005100]")]
    [InlineData(0, 0, double.PositiveInfinity, "0.0000 (no interval)")]
    [InlineData(0.00005, 0, double.PositiveInfinity, "0.00005000 (no interval)")]
    public void A_ratio_has_four_decimals_or_four_digits(double ratio, double lower, double upper, string text) =>
        Assert.Equal(text, PairedColumn.Ratio(Result(100_000, 100_000), ratio, lower, upper));

    [Theory]
    // The typical blocks of both sides, in nanoseconds.
    [InlineData(100_000, 5_000, "0.05000 [0.04900, 0.05100]")]
    [InlineData(100_000, 4_990, "0.05000 (no interval: one side's blocks are too short)")]
    [InlineData(1_000_000, 60, "0.05000 (no interval: one side's blocks are too short)")]
    [InlineData(60, 100_000, "0.05000 (no interval: one side's blocks are too short)")]
    public void A_side_whose_blocks_are_not_far_above_the_clocks_own_cost_gets_no_interval(long control, long candidate, string text) =>
        Assert.Equal(text, PairedColumn.Ratio(Result(control, candidate), 0.05, 0.049, 0.051));

    /// <summary>A clock of 10 ns, and a block in three that was interrupted.</summary>
    private static PairedResult Result(long control, long candidate) =>
        new()
        {
            Failure = null,
            Launches =
            [
                new PairedLaunch
                {
                    ControlTicks = [control / 10, control / 10, 1_000_000],
                    CandidateTicks = [candidate / 10, 1_000_000, candidate / 10],
                    TicksPerSecond = 100_000_000,
                    OperationsPerRepetition = 1,
                    BlocksPerRepetition = 1,
                    Repetitions = 1,
                    StoppedBy = StoppedBy.Time,
                    Elapsed = TimeSpan.FromSeconds(1),
                },
            ],
        };
}
