using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class PairedPlanTests
{
    [Fact]
    public void A_plan_refuses_values_that_cannot_be_measured_with_and_names_them()
    {
        Refuses("BlockDuration", () => new PairedPlan { BlockDuration = TimeSpan.Zero });
        Refuses("MaximumRepetitions", () => new PairedPlan { MaximumRepetitions = 0 });
        Refuses("OperationsPerPeriod", () => new PairedPlan { OperationsPerPeriod = 0 });
        Refuses("WarmUp", () => new PairedPlan { WarmUp = TimeSpan.FromTicks(-1) });
        Refuses("MinimumTime", () => new PairedPlan { MinimumTime = TimeSpan.FromTicks(-1) });
        Refuses("MaximumTime", () => new PairedPlan { MaximumTime = TimeSpan.Zero });
        Refuses("MinimumPairs", () => new PairedPlan { MinimumPairs = -1 });
        Refuses("Patience", () => new PairedPlan { Patience = 0.5 });
        Refuses("Patience that is no number", () => new PairedPlan { Patience = double.NaN });
        Refuses("MaximumPairs", () => new PairedPlan { MaximumPairs = 0 });

        static void Refuses(string value, Func<PairedPlan> plan) =>
            Wording.Matches(Assert.Throws<ArgumentOutOfRangeException>(plan).Message, value);
    }
}
