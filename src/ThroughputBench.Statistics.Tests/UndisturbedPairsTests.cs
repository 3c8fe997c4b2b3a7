using ThroughputBench.Statistics.Tests.Simulation;

namespace ThroughputBench.Statistics.Tests;

public sealed class UndisturbedPairsTests
{
    [Fact]
    public void What_was_measured_while_the_host_was_busy_is_left_out_and_counted()
    {
        RatioEstimate calm = new SimulatedRun(Noise.Normal, NoiseLayout.Interleaved, 600).Measure(1).Estimate();
        RatioEstimate busy = new SimulatedRun(Noise.BusyHost, NoiseLayout.Interleaved, 600).Measure(1).Estimate();

        Assert.Equal(0, calm.LeftOut);
        Assert.InRange(busy.LeftOut, 100, 300);
        Assert.Equal(600, busy.Pairs);
        Assert.InRange(busy.HalfWidth, calm.HalfWidth, 1.5 * calm.HalfWidth);
    }

    [Fact]
    public void A_cost_in_every_pair_is_in_the_estimate_however_dear_it_is()
    {
        RatioEstimate dear = new SimulatedRun(Noise.BusyHost, NoiseLayout.PerSide, 600) { Overhead = 0.5 }.Measure(2).Estimate();

        Assert.Equal(0.5, dear.Overhead, 0.005);
    }

    [Fact]
    public void Pairs_that_are_all_disturbed_alike_are_all_kept()
    {
        PairedSeries calm = new SimulatedRun(Noise.Normal, NoiseLayout.PerSide, 600).Measure(3);
        double[] slower = [.. calm.ControlNanoseconds.ToArray().Select(time => 1.5 * time)];
        double[] slowerCandidate = [.. calm.CandidateNanoseconds.ToArray().Select(time => 1.5 * time)];

        RatioEstimate estimate = new PairedSeries(slower, slowerCandidate).Estimate();

        Assert.Equal(0, estimate.LeftOut);
        Assert.Equal(calm.Estimate().Overhead, estimate.Overhead, 1e-9);
    }

    [Fact]
    public void Where_hardly_anything_is_calm_everything_counts()
    {
        // One pair of eight is calm: 20 of 160, too few for an interval of their own.
        double[] control = [.. Enumerable.Range(0, 160).Select(pair => pair / 2 % 8 == 0 ? 100.0 : 150 + pair % 7)];
        double[] candidate = [.. control.Select((time, pair) => time + 1 + pair % 5)];

        Assert.Equal(0, new PairedSeries(control, candidate).Estimate().LeftOut);
    }

    [Fact]
    public void Swapping_the_sides_leaves_out_the_same_pairs()
    {
        PairedSeries series = new SimulatedRun(Noise.BusyHost, NoiseLayout.PerSide, 600).Measure(4);
        RatioEstimate estimate = series.Estimate(), swapped = new PairedSeries(series.CandidateNanoseconds, series.ControlNanoseconds).Estimate();

        Assert.Equal(estimate.LeftOut, swapped.LeftOut);
        Assert.Equal(1 / (1 + estimate.Overhead), 1 + swapped.Overhead, 1e-12);
    }
}
