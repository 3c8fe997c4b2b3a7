using System.CommandLine;
using ThroughputBench.Benchmarks;
using ThroughputBench.Commands;
using ThroughputBench.Grid;
using Xunit;

namespace ThroughputBench.Tests.Commands;

public sealed class GridArgumentsTests
{
    [Theory]
    [InlineData("", "mlp", "1,4", "4,8")]
    [InlineData("--accumulate 2", "mlp", "2", "4,8")]
    [InlineData("--workload convnet,mlp --log-every 16", "convnet,mlp", "1,4", "16")]
    public void What_is_not_given_can_be_taken_from_other_defaults_than_the_commands(
        string commandLine,
        string workloads,
        string accumulate,
        string logEvery
    )
    {
        GridOptions grid = Read(commandLine, GridDefaults.FourCells);

        Assert.Equal(
            (workloads, accumulate, logEvery),
            (
                string.Join(',', grid.Workloads.Select(workload => workload.Name)),
                string.Join(',', grid.Accumulate),
                string.Join(',', grid.LogEvery)
            )
        );
    }

    [Fact]
    public void Otherwise_the_commands_own_defaults_hold() =>
        Assert.Equal([.. GridOptions.DefaultAccumulate], Read("", instead: null).Accumulate);

    private static GridOptions Read(string commandLine, GridDefaults? instead)
    {
        var arguments = new GridArguments(GridDefaults.Check);
        var command = new Command("check");
        foreach (Option option in arguments.All)
            command.Options.Add(option);
        return arguments.ReadGrid(command.Parse(commandLine), new MeasurementPlan(), instead);
    }
}
