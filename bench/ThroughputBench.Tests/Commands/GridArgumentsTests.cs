using System.CommandLine;
using ThroughputBench.Commands;
using ThroughputBench.Grid;
using ThroughputBench.Measurement;
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
        MeasurementRequest request = Read(commandLine, GridDefaults.FourCells);

        Assert.Equal(
            (workloads, accumulate, logEvery),
            (
                string.Join(',', request.Workloads),
                string.Join(',', request.Options.Accumulate),
                string.Join(',', request.Options.LogEvery)
            )
        );
    }

    [Fact]
    public void Otherwise_the_commands_own_defaults_hold() =>
        Assert.Equal([.. GridOptions.DefaultAccumulate], Read("", instead: null).Options.Accumulate);

    [Theory]
    [InlineData("--in-process", true)]
    [InlineData("--in-process true", true)]
    [InlineData("--in-process false", false)]
    [InlineData("", true)]
    public void A_switch_without_a_value_is_on(string commandLine, bool expected) =>
        Assert.Equal(expected, Read(commandLine, instead: null).Options.InProcess);

    private static MeasurementRequest Read(string commandLine, GridDefaults? instead)
    {
        var arguments = new GridArguments(GridDefaults.Check);
        var command = new Command("check");
        foreach (Option option in arguments.All)
            command.Options.Add(option);
        return arguments.Read(command.Parse(commandLine), instead);
    }
}
