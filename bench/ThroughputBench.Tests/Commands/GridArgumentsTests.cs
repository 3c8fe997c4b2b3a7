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
    [InlineData("", false)]
    public void A_switch_without_a_value_is_on(string commandLine, bool expected) =>
        Assert.Equal(expected, Read(commandLine, instead: null).Options.InProcess);

    [Theory]
    [InlineData("--device cuda", "Own,Device", 3, 2, 2, 480)]
    [InlineData("--device cuda:0,cuda:1", "Own,Device", 3, 2, 2, 480)]
    [InlineData("--device cuda --quick", "Own,Device", 1, 1, 2, 80)]
    [InlineData("--device cuda --log-every 4", "Own,Device", 3, 2, 1, null)]
    [InlineData("--device cuda --size own", "Own", 3, 2, 2, null)]
    [InlineData("--device cuda --shard 1/2", "Own", 3, 2, 2, null)]
    [InlineData("--device cpu,cuda", "Own", 3, 4, 6, null)]
    [InlineData("--device cpu", "Own", 3, 4, 6, null)]
    [InlineData("--quick", "Own", 1, 2, 2, null)]
    [InlineData("", "Own", 3, 4, 6, null)]
    public void A_sweep_of_cuda_devices_alone_has_each_workload_at_two_sizes_on_a_grid_with_a_limit(
        string commandLine,
        string sizes,
        int workloads,
        int accumulations,
        int intervals,
        int? seconds
    )
    {
        var arguments = new GridArguments(GridDefaults.Sweep, GridDefaults.Quick, GridDefaults.SweepOnCuda, GridDefaults.QuickOnCuda);
        ParseResult parsed = Parse(arguments, commandLine);
        MeasurementRequest request = arguments.Read(parsed);

        Assert.Equal(sizes, string.Join(',', request.Sizes.Select(size => size.Kind)));
        Assert.Equal(
            (workloads, accumulations, intervals),
            (request.Workloads.Count, request.Options.Accumulate.Count, request.Options.LogEvery.Count)
        );
        Assert.Equal(seconds, arguments.LimitOf(parsed)?.TotalSeconds);
    }

    [Fact]
    public void Quick_on_cuda_has_a_sixth_of_the_cells()
    {
        int Cells(string commandLine)
        {
            var arguments = new GridArguments(GridDefaults.Sweep, GridDefaults.Quick, GridDefaults.SweepOnCuda, GridDefaults.QuickOnCuda);
            MeasurementRequest request = arguments.Read(Parse(arguments, commandLine));
            return request.Workloads.Count * request.Sizes.Count * request.Options.Accumulate.Count * request.Options.LogEvery.Count;
        }

        Assert.Equal(Cells("--device cuda"), 6 * Cells("--device cuda --quick"));
    }

    private static MeasurementRequest Read(string commandLine, GridDefaults? instead)
    {
        var arguments = new GridArguments(GridDefaults.Check);
        return arguments.Read(Parse(arguments, commandLine), instead);
    }

    private static ParseResult Parse(GridArguments arguments, string commandLine)
    {
        var command = new Command("check");
        foreach (Option option in arguments.All)
            command.Options.Add(option);
        return command.Parse(commandLine);
    }
}
