using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

/// <summary>The one mapping between a cell and a case of BenchmarkDotNet.</summary>
[Collection(TrainingTests.Name)]
public sealed class CellCaseTests
{
    private static readonly GridOptions Lists = new()
    {
        Devices = ["cpu", "cuda:1"],
        Workloads = [new("convnet", 4), new("mlp", 32)],
        Timings = [DeviceTiming.Events, DeviceTiming.SyncAtLog],
        Accumulate = [4, 1],
        LogEvery = [8, 4, 1],
    };

    [Theory]
    [InlineData(LogUnit.Batches)]
    [InlineData(LogUnit.Steps)]
    public void Each_cell_is_measured_by_exactly_one_case_which_gives_the_cell_again(LogUnit unit)
    {
        IReadOnlyList<Cell> cells = new SweepGrid(Lists with { LogUnit = unit }).Accepted;

        ILookup<CellCase, BenchmarkCase> cases = CasesOf(typeof(OverheadBenchmark), cells).ToLookup(CellCase.From);

        Assert.NotEmpty(cells);
        Assert.All(
            cells,
            cell =>
            {
                BenchmarkCase only = Assert.Single(cases[CellCase.From(cell)]);
                Assert.Equal(cell, CellCase.From(only).In(cells));
            }
        );
    }

    [Fact]
    public void A_case_that_no_cell_asks_for_has_none()
    {
        IReadOnlyList<Cell> cells = new SweepGrid(Lists).Accepted;
        HashSet<CellCase> wanted = [.. cells.Select(CellCase.From)];

        // Timings are of CUDA devices, and BenchmarkDotNet makes the product of all values.
        BenchmarkCase[] others = [.. CasesOf(typeof(OverheadBenchmark), cells).Where(one => !wanted.Contains(CellCase.From(one)))];

        Assert.NotEmpty(others);
        Assert.All(others, other => Assert.Null(CellCase.From(other).In(cells)));
    }

    [Fact]
    public void A_control_is_of_a_device_and_workload_and_has_the_name_of_their_first_cell()
    {
        IReadOnlyList<Cell> cells = new SweepGrid(Lists).Accepted;

        ILookup<CellCase, BenchmarkCase> cases = CasesOf(typeof(NoiseFloorBenchmark), cells).ToLookup(CellCase.From);

        foreach (Cell cell in cells)
        {
            BenchmarkCase control = Assert.Single(cases[CellCase.From(cell).ControlWithoutMonitor(0)]);
            Assert.Equal(
                cells.First(other => (other.Device, other.Workload) == (cell.Device, cell.Workload)),
                CellCase.From(control).In(cells)
            );
        }
    }

    [Fact]
    public void A_control_has_a_part_before_each_stretch_of_cells_and_one_after_the_last()
    {
        Cell[] cells = [.. new SweepGrid(Lists with { Devices = ["cpu"], Workloads = Lists.Workloads.Take(1).ToArray() }).Accepted];

        int parts = CasesOf(typeof(NoiseFloorBenchmark), cells).Select(one => CellCase.From(one).Part).Distinct().Count();

        Assert.Equal((cells.Length + NoiseFloorBenchmark.CellsBetweenParts - 1) / NoiseFloorBenchmark.CellsBetweenParts + 1, parts);
        Assert.Equal(1, new MeasurementPlan().Grid.ControlParts);
    }

    [Fact]
    public void The_grid_travels_in_the_plan_and_the_largest_one_fits_an_environment_variable()
    {
        int[] numbers = [.. Enumerable.Range(1, 100).Select(number => 1_000_000 - number)];
        IReadOnlyList<Cell> cells = new SweepGrid(Lists with { Devices = ["cpu"], Accumulate = numbers, LogEvery = [.. numbers[..50]] }).Cells;
        Assert.Equal(SweepGrid.MaximumCells, cells.Count);

        using IDisposable applied = new MeasurementPlan { Grid = BenchmarkGrid.From(cells) }.Enter();

        Assert.Equal(numbers, MeasurementPlan.Current.Grid.Accumulations);
        // Linux takes 128 KiB for one variable.
        Assert.InRange(Environment.GetEnvironmentVariable(MeasurementPlan.Variable)!.Length, 1, 16_384);
    }

    private static IReadOnlyList<BenchmarkCase> CasesOf(Type benchmark, IReadOnlyList<Cell> cells)
    {
        using IDisposable applied = new MeasurementPlan { Grid = BenchmarkGrid.From(cells) }.Enter();
        return BenchmarkConverter.TypeToBenchmarks(benchmark, ManualConfig.CreateEmpty()).BenchmarksCases;
    }
}
