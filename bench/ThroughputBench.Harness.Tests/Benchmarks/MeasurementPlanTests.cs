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
    [InlineData(1.9, 1)] // two or three launches would know less than one
    [InlineData(2, 4)]
    [InlineData(3, 6)]
    [InlineData(30, 6)]
    public void A_cell_has_a_launch_for_each_half_second_from_four_to_six(double seconds, int launches)
    {
        MeasurementPlan plan = new MeasurementPlan { SecondsPerCell = seconds }.WithLaunchers();

        Assert.Equal((true, launches, launches > 1), (plan.HasLaunchers, plan.Launches, plan.HasControlInParts));
        Assert.Equal(launches > 1 ? 1 : 4, OverheadBenchmark.LayoutsIn(plan));
    }
}
