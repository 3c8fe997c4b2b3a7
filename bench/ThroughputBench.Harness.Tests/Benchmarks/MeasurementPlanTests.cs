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
}
