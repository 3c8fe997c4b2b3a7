using System.Text.Json;
using ThroughputBench.Against;
using ThroughputBench.Checks;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Against;

public sealed class HookDifferenceTests
{
    private const double Batch = 100_000;

    [Theory]
    // New less old, half of the interval and the old hook, in nanoseconds; a step takes 100 µs, and a tolerance of 0.25 % is 250 ns.
    [InlineData(0, 25, 260, "no worse (direct cost)", CheckOutcome.Good)]
    [InlineData(60, 20, 260, "WORSE (direct cost)", CheckOutcome.Bad)]
    [InlineData(60, 60, 260, "no worse (direct cost)", CheckOutcome.Good)]
    [InlineData(60, 20, 1200, "no worse (direct cost)", CheckOutcome.Good)]
    [InlineData(400, 50, 1200, "WORSE (direct cost)", CheckOutcome.Bad)]
    public void A_hook_is_worse_beyond_25_ns_or_a_tenth_of_its_time_and_no_worse_within_the_tolerance_of_a_step(
        double nanoseconds,
        double halfWidth,
        double old,
        string verdict,
        object outcome
    )
    {
        // All cells load the same two builds.
        AgainstResult result = Of(
            [
                .. new[] { Cells.Of(1, 4), Cells.Of(1, 8), Cells.Of(4, 4), Cells.Of(4, 8) }.Select(cell =>
                    Cell(nanoseconds, halfWidth, old) with
                    {
                        Cell = cell,
                    }
                ),
            ]
        ).Judged();

        Assert.Equal((verdict, (CheckOutcome)outcome), (AgainstWords.Row(result.Cells[0])[^1], result.Outcome));
    }

    [Fact]
    public void The_json_says_which_instrument_gave_the_verdict()
    {
        using JsonDocument json = JsonDocument.Parse(AgainstReport.ToJson(Of(Cell(60, 20, 260)).Judged()));
        JsonElement cell = json.RootElement.GetProperty("cells")[0],
            hook = cell.GetProperty("hook");

        Assert.Equal("directCost", cell.GetProperty("instrument").GetString());
        Assert.Equal((60, 26), (hook.GetProperty("nanosecondsPerBatch").GetDouble(), hook.GetProperty("tolerance").GetDouble()));
    }

    private static AgainstCell Cell(double nanoseconds, double halfWidth, double old) =>
        new()
        {
            Cell = Cells.Of(1, 4),
            Hook = new(new(nanoseconds, halfWidth / 2.57, 5), old, Batch, 6, 10_000),
        };

    private static AgainstResult Of(params AgainstCell[] cells) =>
        new()
        {
            Reference = "main",
            OldCommit = "1111111111",
            NewCommit = "2222222222",
            Machine = "a machine",
            Tolerance = 0.0025,
            Cells = cells,
        };
}
