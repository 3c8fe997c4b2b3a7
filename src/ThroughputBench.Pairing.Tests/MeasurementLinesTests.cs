using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class MeasurementLinesTests
{
    private const long File = 4711;

    private static readonly PairedLaunch Launch = new()
    {
        ControlTicks = [1_000_000, 999_000, 1_234_567, 1_000_000, 999_001, 1_234_568],
        CandidateTicks = [1_010_000, 998_000, 1_234_568, 1_010_001, 998_000, 1_234_569],
        TicksPerSecond = 500_000_000,
        OperationsPerRepetition = 8,
        BlocksPerRepetition = 1,
        Repetitions = 2,
        StoppedBy = StoppedBy.Precision,
        Elapsed = TimeSpan.FromMilliseconds(6.5),
    };

    [Fact]
    public void Each_pair_is_the_true_sum_of_its_blocks_in_nanoseconds()
    {
        Measurement[] pairs = [.. MeasurementLines.Write(Launch, File).Where(line => line.IterationStage != IterationStage.Pilot)];

        Assert.Equal(
            [3_998_000, 4_469_134, 4_467_138],
            pairs.Where(line => line.IterationMode == IterationMode.Overhead).Select(line => line.Nanoseconds)
        );
        Assert.Equal(
            [4_016_000, 4_489_138, 4_465_138],
            pairs.Where(line => line.IterationMode == IterationMode.Workload).Select(line => line.Nanoseconds)
        );
        Assert.All(pairs, line => Assert.Equal(2 * 8, line.Operations));
    }

    [Fact]
    public void A_launch_is_known_again_after_the_way_through_BenchmarkDotNets_text()
    {
        Measurement[] lines = [.. MeasurementLines.Write(Launch, File).Select(line => Measurement.Parse(line.ToString(), 2))];

        Assert.Equal((File, 3), MeasurementLines.Read(lines));
        Assert.Contains(lines, line =>
            line is { IterationMode: IterationMode.Workload, IterationStage: IterationStage.Pilot, Operations: 3, Nanoseconds: 6.5e6 }
        );
    }

    [Fact]
    public void A_launch_without_pairs_says_so()
    {
        Measurement[] lines = MeasurementLines.Write(
            Launch with
            {
                ControlTicks = [],
                CandidateTicks = [],
                StoppedBy = StoppedBy.Time,
            },
            File
        );

        Assert.Equal((File, 0), MeasurementLines.Read(lines));
        Assert.DoesNotContain(lines, line => line.Operations == 0);
    }

    [Fact]
    public void Pairs_that_lost_a_side_are_not_read() => Assert.Null(MeasurementLines.Read(MeasurementLines.Write(Launch, File)[..^1]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_launch_that_lost_one_of_the_lines_beside_its_pairs_is_not_read(int line)
    {
        Measurement[] lines = MeasurementLines.Write(Launch, File);

        Assert.Null(MeasurementLines.Read([.. lines[..line], .. lines[(line + 1)..]]));
    }

    [Fact]
    public void Measurements_of_another_engine_are_not_read() =>
        Assert.Null(MeasurementLines.Read(MeasurementLines.Write(Launch, File)[2..]));
}
