using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class PairedPlanTests
{
    [Fact]
    public void A_plan_refuses_values_that_cannot_be_measured_with_and_names_them()
    {
        Refuses("BlockDuration must be longer than zero", () => new PairedPlan { BlockDuration = TimeSpan.Zero });
        Refuses("MaximumRepetitions must be at least 1", () => new PairedPlan { MaximumRepetitions = 0 });
        Refuses("OperationsPerPeriod must be at least 1", () => new PairedPlan { OperationsPerPeriod = 0 });
        Refuses("WarmUp must not be negative", () => new PairedPlan { WarmUp = TimeSpan.FromTicks(-1) });
        Refuses("MinimumTime must not be negative", () => new PairedPlan { MinimumTime = TimeSpan.FromTicks(-1) });
        Refuses("MaximumTime must be longer than zero", () => new PairedPlan { MaximumTime = TimeSpan.Zero });
        Refuses("MinimumPairs must not be negative", () => new PairedPlan { MinimumPairs = -1 });
        Refuses("Patience must be a number from 1 to 8", () => new PairedPlan { Patience = 0.5 });
        Refuses("Patience must be a number from 1 to 8", () => new PairedPlan { Patience = double.NaN });
        Refuses("MaximumPairs must be at least 1", () => new PairedPlan { MaximumPairs = 0 });
    }

    private static void Refuses(string message, Func<PairedPlan> plan) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(plan).Message, StringComparison.Ordinal);
}
