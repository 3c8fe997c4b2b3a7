using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Sweeping;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>In which order a sweep launches its cells.</summary>
[Collection(TrainingTests.Name)]
public sealed class RoundsTests
{
    private static readonly MeasurementPlan Plan = new MeasurementPlan().WithLaunchers() with
    {
        ShortLaunches = new Dictionary<string, int> { ["mlp"] = 10 },
    };

    [Theory]
    [InlineData("mlp", 10)]
    [InlineData("convnet", 6)]
    public void A_cell_has_a_launch_in_each_round(string workload, int rounds)
    {
        Launch[] order = OrderOf(Accepted("cpu", workload), Plan);

        string[] all = [.. Enumerable.Range(1, rounds).Select(round => $"{round} of {rounds}")];
        Assert.NotEmpty(order);
        Assert.All(
            order.Where(launch => !launch.Case.IsControl).GroupBy(launch => launch.Case),
            one => Assert.Equal(all, one.Select(launch => launch.Round))
        );
    }

    [Fact]
    public void A_round_has_each_cell_of_a_workload_and_every_second_one_has_them_in_the_opposite_order()
    {
        Cell[] cells = Accepted("cpu", "convnet");

        CellCase[][] rounds = [.. RoundsOf(OrderOf(cells, Plan)).Select(round => round.Where(one => !one.IsControl).ToArray())];

        CellCase[] order = [.. cells.Select(CellCase.From)];
        Assert.Equal([order, [.. order.Reverse()], order, [.. order.Reverse()], order, [.. order.Reverse()]], rounds);
    }

    [Fact]
    public void In_a_check_two_processes_take_turns_and_each_has_the_cells_in_both_orders()
    {
        Cell[] cells = Accepted("cpu", "mlp", [4, 8]);
        MeasurementPlan check = new MeasurementPlan { SecondsPerCell = 1.1 }.WithLaunchers() with
        {
            ShortLaunches = new Dictionary<string, int> { ["mlp"] = 4 },
        };

        IEnumerable<string> order = OrderOf(cells, check)
            .Where(launch => !launch.Case.IsControl)
            .Select(launch => $"{launch.Round}: L = {launch.Case.Interval!.Value.Every}");

        Assert.Equal(
            ["1 of 2: L = 4", "1 of 2: L = 8", "2 of 2: L = 8", "2 of 2: L = 4", "3 of 2: L = 8", "3 of 2: L = 4", "4 of 2: L = 4", "4 of 2: L = 8"],
            order
        );
    }

    [Fact]
    public void Each_round_begins_with_the_control_and_has_a_part_of_it_after_nine_cells_and_the_last_one_ends_with_it()
    {
        Cell[] cells = Accepted("cpu", "convnet", [.. Enumerable.Range(1, 11)]);

        IEnumerable<string> rounds = RoundsOf(OrderOf(cells, Plan))
            .Select(round => string.Concat(round.Select(one => one.IsControl ? '|' : 'c')));

        Assert.Equal([.. Enumerable.Repeat("|ccccccccc|cc", 5), "|ccccccccc|cc|"], rounds);
    }

    [Fact]
    public void Workloads_of_one_gpu_share_the_rounds_and_their_processes_and_those_of_the_cpu_do_not()
    {
        string sixRounds = string.Join(' ', Enumerable.Repeat("mlp convnet", 6));
        Assert.Equal(sixRounds, string.Join(' ', WorkloadsOf("cuda:0", shortSteps: [])));
        Assert.Equal(sixRounds + " mlp", string.Join(' ', WorkloadsOf("cuda:0", shortSteps: ["mlp"])));
        Assert.Equal("mlp convnet", string.Join(' ', WorkloadsOf("cpu", shortSteps: [])));
    }

    [Fact]
    public void No_more_than_36_cells_wait_for_their_last_round()
    {
        Cell[] cells = [.. Accepted("cpu", "mlp", [.. Enumerable.Range(1, 40)])];
        Assert.Equal(40, cells.Length);

        CellCase[] first = [.. OrderOf(cells, Plan).Where(launch => !launch.Case.IsControl).Take(10 * 20).Select(launch => launch.Case).Distinct()];

        Assert.Equal(cells.Take(20).Select(CellCase.From), first);
    }

    [Fact]
    public void A_cell_that_is_launched_once_has_one_round()
    {
        Cell[] cells = Accepted("cpu", "mlp");

        Launch[] order = OrderOf(cells, new MeasurementPlan { InProcess = true });

        Assert.Equal(cells.Select(CellCase.From), order.Select(launch => launch.Case).Where(one => !one.IsControl));
        Assert.Equal(1, order.Count(launch => launch.Case.IsControl));
    }

    private static IEnumerable<string> WorkloadsOf(string device, string[] shortSteps)
    {
        Cell[] cells = [.. Accepted(device, "mlp"), .. Accepted(device, "convnet")];
        Launch[] order = OrderOf(cells, Plan with { ShortLaunches = shortSteps.ToDictionary(one => one, _ => 10) });
        return order.Select(launch => launch.Case.Workload).Where((workload, i) => i == 0 || order[i - 1].Case.Workload != workload);
    }

    private static Cell[] Accepted(string device, string workload, int[]? logEvery = null) =>
        [
            .. new SweepGrid(
                new GridOptions
                {
                    Devices = [device],
                    Workloads = [new(workload, workload == "mlp" ? 32 : 4)], // their usual sizes, which need not be named
                    Accumulate = logEvery is null ? [1, 2] : [1],
                    LogEvery = logEvery ?? [1, 2, 4, 8, 16],
                }
            ).Accepted,
        ];

    private static IEnumerable<CellCase[]> RoundsOf(Launch[] order) =>
        order.GroupBy(launch => launch.Round).Select(round => round.Select(launch => launch.Case).ToArray());

    private static Launch[] OrderOf(IReadOnlyList<Cell> cells, MeasurementPlan plan)
    {
        using IDisposable applied = (plan with { Grid = BenchmarkGrid.From(cells) }).Enter();
        return
        [
            .. GridMeasurement
                .RunsOf(cells, plan, ConfigOf)
                .SelectMany(run => run.BenchmarksCases)
                .Select(one => new Launch(CellCase.From(one), one.Job.Id)),
        ];

        // Without launchers, the benchmarks bring their job.
        IConfig ConfigOf(int round, int rounds) =>
            plan.HasLaunchers ? ManualConfig.CreateEmpty().AddJob(new Job($"{round} of {rounds}")) : ManualConfig.CreateEmpty();
    }

    private sealed record Launch(CellCase Case, string Round);
}
