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
    [InlineData(0.5, 1, 1)]
    [InlineData(0.9, 1, 1)] // two or three launches would know less than one
    [InlineData(1, 1, 4)]
    [InlineData(2, 4, 8)]
    [InlineData(3, 6, 13)]
    [InlineData(30, 6, 13)]
    public void A_cell_has_a_launch_for_each_half_second_and_with_short_steps_for_each_quarter(double seconds, int launches, int ofShortSteps)
    {
        MeasurementPlan plan = new MeasurementPlan { SecondsPerCell = seconds, WorkloadsOfShortSteps = ["mlp"] }.WithLaunchers();

        Assert.Equal((true, ofShortSteps, launches), (plan.HasLaunchers, plan.LaunchesOf("mlp"), plan.LaunchesOf("bytelm")));
        Assert.Equal((ofShortSteps > 1, launches > 1), (plan.HasControlInParts("mlp"), plan.HasControlInParts("bytelm")));
        Assert.Equal(launches > 1 ? 1 : 4, OverheadBenchmark.LayoutsIn(launches));
    }

    [Theory]
    [InlineData(3, 100e-6, 32, true)]
    [InlineData(3, 1800e-6, 32, true)]
    [InlineData(3, 1810e-6, 32, false)] // a short launch would have less than four logs
    [InlineData(3, 2300e-6, 1, true)]
    [InlineData(3, 2310e-6, 1, false)] // and less than 100 micro-batches
    [InlineData(0.9, 100e-6, 32, false)] // one launch, which has the cell's whole time
    public void Steps_are_short_if_a_short_launch_has_many_of_them(double seconds, double batch, int batchesPerLog, bool areShort) =>
        Assert.Equal(areShort, new MeasurementPlan { SecondsPerCell = seconds }.WithLaunchers().HasShortSteps(batch, batchesPerLog));
}
