using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>check</c> that measures, inside the tests' own process, as it does in its own by default.</summary>
[Collection(TrainingTests.Name)]
public sealed class MeasuringCheckTests : IDisposable
{
    private static readonly string[] OneCell =
    [
        "check",
        "--in-process",
        "--device",
        "cpu",
        "--workload",
        "mlp",
        "--accumulate",
        "1",
        "--log-every",
        "1",
        "--baseline",
        "none",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_monitor_that_was_made_slow_is_over_budget_and_the_verdict_can_be_made_again_from_the_files()
    {
        Program.Outcome measured = await Program.RunHereAsync([
            .. OneCell,
            "--seconds-per-cell",
            "0.3",
            "--budget",
            "5%",
            "--repeat-inconclusive",
            "120",
            "--fault",
            "slow=50%",
            "--output",
            _folder["run"],
        ]);
        Program.Outcome again = await Program.RunHereAsync("check", "--run", _folder["run"], "--budget", "5%", "--baseline", "none");

        Assert.Equal(1, measured.ExitCode);
        CheckResult judged = CheckJudge.Of(RunFolder.Read(_folder["run"]), null, new CheckLimits(0.05));
        Assert.Equal(Verdict.Over, Assert.Single(judged.Cells).OnBudget!.Value.Verdict);
        Assert.Equal((1, measured.Output), (again.ExitCode, again.Output));
        Assert.True(RunFolder.Read(_folder["run"]).Run.Options.InProcess);
    }

    [Fact]
    public async Task A_budget_far_below_what_the_hooks_take_is_over_or_measured_again_and_never_called_good()
    {
        Program.Outcome outcome = await Program.RunHereAsync([
            .. OneCell,
            "--seconds-per-cell",
            "0.1",
            "--budget",
            "0.0001%",
            "--repeat-inconclusive",
            "5",
            "--output",
            _folder["run"],
        ]);

        CellRecord cell = Assert.Single(RunFolder.Read(_folder["run"]).Cells);
        Assert.Contains(outcome.ExitCode, new[] { 1, 3 });
        if (outcome.ExitCode == 3)
            Assert.InRange(cell.Attempt ?? 1, 2, 4);
    }
}
