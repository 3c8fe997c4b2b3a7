using ThroughputBench.Benchmarks;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public sealed class MeasurementPlanTests
{
    [Fact]
    public void Patience_lasts_until_its_time_is_over_and_for_ever_without_one()
    {
        DateTimeOffset now = new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero);
        var patient = new MeasurementPlan { Patience = 5 };
        MeasurementPlan inTime = patient with { PatientUntil = now };

        Assert.Equal((5, 5, 1), (patient.PatienceAt(now), inTime.PatienceAt(now), inTime.PatienceAt(now.AddSeconds(1))));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.9, 1)] // two or three launches would know less than one
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 6)]
    [InlineData(30, 6)]
    public void A_cell_has_a_launch_for_each_half_second(double seconds, int launches)
    {
        MeasurementPlan plan = new MeasurementPlan { SecondsPerCell = seconds }.WithLaunchers();

        Assert.Equal((true, launches, launches > 1), (plan.HasLaunchers, plan.LaunchesOf("bytelm"), plan.HasControlInParts("bytelm")));
        Assert.Equal(seconds / launches, plan.SecondsOfLaunchOf("bytelm"));
        Assert.Equal(launches > 1 ? 1 : 4, OverheadBenchmark.LayoutsIn(launches));
    }

    [Theory]
    [InlineData(3, 0.1e-3, 10)]
    [InlineData(3, 0.49e-3, 10)]
    [InlineData(3, 0.5e-3, 16)]
    [InlineData(3, 1.8e-3, 16)]
    [InlineData(1.1, 0.1e-3, 4)]
    [InlineData(1.1, 1.3e-3, 8)]
    [InlineData(0.8, 0.1e-3, 4)] // never fewer
    [InlineData(0.7, 0.1e-3, 0)] // one launch, which has the cell's whole time
    public void Short_launches_are_fewer_where_steps_are_shortest_and_more_where_they_are_not(double seconds, double batch, int launches)
    {
        MeasurementPlan plan = new MeasurementPlan { SecondsPerCell = seconds }.WithLaunchers();
        Assert.Equal(launches, plan.ShortLaunchesOf(batch, 8));

        plan = plan with { ShortLaunches = launches == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { ["mlp"] = launches } };
        Assert.Equal((Math.Max(1, launches), launches > 0), (plan.LaunchesOf("mlp"), plan.HasControlInParts("mlp")));
        Assert.Equal(launches is > 0 and <= 8 ? launches / 2 : plan.LaunchesOf("mlp"), plan.ProcessesOf("mlp"));
        double shorter = batch < 0.5e-3 && launches < plan.LaunchesOfShortSteps ? 0.8 : 1;
        Assert.InRange(plan.SecondsOfLaunchOf("mlp"), launches == 0 ? seconds : shorter * 0.18, launches == 0 ? seconds : shorter * 0.24);
    }

    [Theory]
    [InlineData(1.8e-3, 32, true)]
    [InlineData(1.81e-3, 32, false)] // a short launch would have less than four logs
    [InlineData(2.3e-3, 1, true)]
    [InlineData(2.31e-3, 1, false)] // and less than 100 micro-batches
    public void Steps_are_short_if_a_short_launch_has_many_of_them(double batch, int batchesPerLog, bool areShort) =>
        Assert.Equal(areShort, new MeasurementPlan { SecondsPerCell = 3 }.WithLaunchers().ShortLaunchesOf(batch, batchesPerLog) > 0);
}
