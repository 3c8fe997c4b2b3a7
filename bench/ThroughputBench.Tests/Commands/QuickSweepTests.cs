using System.CommandLine;
using ThroughputBench.Benchmarks;
using ThroughputBench.Commands;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Workloads;
using Xunit;

namespace ThroughputBench.Tests.Commands;

public sealed class QuickSweepTests
{
    [Fact]
    public async Task It_measures_four_cells_of_the_default_grid()
    {
        Program.Outcome list = await Program.RunHereAsync("sweep", "--quick", "--device", "cpu", "--list");

        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.Matches(
            """
            \A4 cells and 1 A/A control, about \d+ s; 0 refused by the rule
              mlp on cpu, A = 1, L = 2 batches
              mlp on cpu, A = 1, L = 32 batches
              mlp on cpu, A = 2, L = 2 batches
              mlp on cpu, A = 2, L = 32 batches
            \z
            """,
            list.Output
        );
        Assert.Subset(
            SweepGrid.Default.Accepted.Select(cell => (cell.Accumulate, cell.LogEvery)).ToHashSet(),
            Options("--quick").Grid.Accepted.Select(cell => (cell.Accumulate, cell.LogEvery)).ToHashSet()
        );
    }

    [Theory]
    [InlineData("--quick --log-every 8", "8", "1,2", "mlp", true)]
    [InlineData("--log-every 8 --quick", "8", "1,2", "mlp", true)]
    [InlineData("--quick --workload convnet --in-process false", "2,32", "1,2", "convnet", false)]
    public void What_is_given_beside_it_wins(string commandLine, string logEvery, string accumulate, string workload, bool inProcess)
    {
        MeasurementRequest request = Request(commandLine);

        Assert.Equal(
            (logEvery, accumulate, workload, inProcess),
            (
                string.Join(',', request.Options.LogEvery),
                string.Join(',', request.Options.Accumulate),
                string.Join(',', request.Workloads),
                request.Options.InProcess
            )
        );
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void It_takes_at_most_a_sixth_of_the_defaults_time(string device) =>
        Assert.InRange(Seconds(Options("--quick", device)), 1, Seconds(Options("", device)) / 6);

    [Fact]
    public void Its_workload_is_the_one_with_the_shortest_step() =>
        Assert.Equal(WorkloadCatalog.Names[0], Assert.Single(Request("--quick").Workloads));

    [Fact]
    public async Task A_sweep_that_is_resumed_has_its_own_options()
    {
        Program.Outcome refused = await Program.RunHereAsync("sweep", "--resume", "nowhere", "--quick");

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Wording.Matches(Assert.Single(refused.ErrorLines));
    }

    private static double Seconds((RunOptions Run, SweepGrid Grid) asked) =>
        (asked.Grid.Accepted.Count + asked.Grid.Controls) * GridMeasurement.SecondsPerCell(MeasurementPlan.From(asked.Run, dataPath: null));

    private static (RunOptions Run, SweepGrid Grid) Options(string commandLine, string device = "cpu")
    {
        MeasurementRequest request = Request(commandLine);
        // A GPU need not be here.
        RunOptions options = RequestedOptions.Resolve(request with { Devices = ["cpu"] }) with
        {
            Devices = [device],
            Timings = device == "cpu" ? null : TimingNames.All,
        };
        return (options, new SweepGrid(options.ToGrid()));
    }

    private static MeasurementRequest Request(string commandLine)
    {
        var arguments = new GridArguments(GridDefaults.Sweep, GridDefaults.Quick);
        var command = new Command("sweep");
        foreach (Option option in arguments.All)
            command.Options.Add(option);
        return arguments.Read(command.Parse(commandLine));
    }
}
