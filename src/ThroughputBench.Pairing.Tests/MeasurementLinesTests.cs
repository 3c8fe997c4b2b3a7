using BenchmarkDotNet.Reports;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class MeasurementLinesTests
{
    private static readonly PairedMeasurement Measured = new()
    {
        ControlNanoseconds = [1_000_000.25, 999_000, 1_234_567.5],
        CandidateNanoseconds = [1_010_000.75, 998_000, 1_234_568],
        TotalControlNanoseconds = 51_234_567_890.25,
        TotalCandidateNanoseconds = 51_334_567_890.5,
        Schedule = new(CyclesPerPair: 32, BlocksPerPair: 4, Repetitions: 15),
        StoppedBy = StoppedBy.Precision,
        Elapsed = TimeSpan.FromMilliseconds(6.5),
        ControlCycleNanoseconds = 31_000,
        ExpectedPair = TimeSpan.FromMilliseconds(2),
    };

    [Fact]
    public void A_launch_survives_the_way_through_BenchmarkDotNets_text()
    {
        Measurement[] lines = [.. MeasurementLines.Write(Measured).Select(line => Measurement.Parse(line.ToString(), 2))];
        PairedLaunch? launch = MeasurementLines.Read(lines);

        Assert.NotNull(launch);
        Assert.Equal(Measured.ControlNanoseconds, launch.ControlNanoseconds);
        Assert.Equal(Measured.CandidateNanoseconds, launch.CandidateNanoseconds);
        Assert.Equal(Measured.TotalControlNanoseconds, launch.TotalControlNanoseconds);
        Assert.Equal(Measured.TotalCandidateNanoseconds, launch.TotalCandidateNanoseconds);
        Assert.Equal(32, launch.CyclesPerPair);
        Assert.Equal(15, launch.Repetitions);
        Assert.Equal(3 * 32 * 15, launch.TotalCycles);
        Assert.Equal(8, launch.CyclesPerBlock);
        Assert.Equal(StoppedBy.Precision, launch.StoppedBy);
        Assert.Equal(Measured.Elapsed, launch.Elapsed);
    }

    [Fact]
    public void A_launch_without_pairs_says_so()
    {
        PairedMeasurement nothing = Measured with
        {
            ControlNanoseconds = [],
            CandidateNanoseconds = [],
            TotalControlNanoseconds = 0,
            TotalCandidateNanoseconds = 0,
            StoppedBy = StoppedBy.Time,
        };
        PairedLaunch? launch = MeasurementLines.Read(MeasurementLines.Write(nothing));

        Assert.NotNull(launch);
        Assert.Equal(0, launch.Pairs);
        Assert.Equal(0, launch.TotalCycles);
        Assert.Equal(0, launch.TotalControlNanoseconds);
        Assert.Equal(0, launch.TotalCandidateNanoseconds);
        Assert.Equal(StoppedBy.Time, launch.StoppedBy);
        Assert.DoesNotContain(MeasurementLines.Write(nothing), line => line.Operations == 0);
    }

    [Fact]
    public void Pairs_that_lost_a_side_are_not_read() =>
        Assert.Null(MeasurementLines.Read(MeasurementLines.Write(Measured)[..^1]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_launch_that_lost_one_of_the_lines_beside_its_pairs_is_not_read(int line)
    {
        Measurement[] lines = MeasurementLines.Write(Measured);

        Assert.Null(MeasurementLines.Read([.. lines[..line], .. lines[(line + 1)..]]));
    }

    [Fact]
    public void Measurements_of_another_engine_are_not_read() =>
        Assert.Null(MeasurementLines.Read(MeasurementLines.Write(Measured)[4..]));
}
