using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using Xunit;

namespace ThroughputBench.Tests.Grid;

public class CellTests
{
    [Fact]
    public void The_id_names_every_part_and_is_fit_for_a_file() =>
        Assert.Equal("cuda1-byte-lm-b16-a4-l8-steps", Cells.Of(4, 8, LogUnit.Steps, "cuda:1", "byte-lm", 16).Id);

    [Fact]
    public void Cells_that_differ_in_any_part_have_different_ids()
    {
        Cell[] cells =
        [
            Cells.Of(1, 2),
            Cells.Of(2, 1),
            Cells.Of(1, 2, LogUnit.Steps),
            Cells.Of(1, 2, device: "cuda"),
            Cells.Of(1, 2, device: "cuda:0"),
            Cells.Of(1, 2, workload: "convnet"),
            Cells.Of(1, 2, shape: new(128, 1, WorkloadDtype.Float32)),
            Cells.Of(1, 2, shape: new(64, 2, WorkloadDtype.Float32)),
            Cells.Of(1, 2, shape: new(64, 1, WorkloadDtype.Bfloat16)),
            Cells.Of(1, 2, batchSize: 64),
            Cells.Of(1, 21),
            Cells.Of(12, 1),
        ];

        Assert.Equal(cells.Length, cells.Select(cell => cell.Id).Distinct().Count());
    }

    [Fact]
    public void The_id_names_a_shape_that_is_not_the_workloads_own() =>
        Assert.Equal("cpu-mlp-b32-w256-d4-bfloat16-a1-l2-batches", Cells.Of(1, 2, shape: new(256, 4, WorkloadDtype.Bfloat16)).Id);

    [Fact]
    public void For_people_it_is_named_too() =>
        Assert.Equal(
            "mlp (width 256, depth 4, bfloat16) on cpu, A = 1, L = 2 batches",
            Cells.Of(1, 2, shape: new(256, 4, WorkloadDtype.Bfloat16)).ToString()
        );

    [Fact]
    public void A_timing_is_in_the_id_and_in_the_words()
    {
        Cell cell = Cells.Of(1, 2, device: "cuda", timing: DeviceTiming.SyncAtLog);

        Assert.Equal(
            ("cuda-mlp-b32-sync-at-log-a1-l2-batches", "mlp on cuda, timing sync-at-log, A = 1, L = 2 batches"),
            (cell.Id, cell.ToString())
        );
    }

    [Fact]
    public void On_the_CPU_there_is_no_timing() =>
        Wording.Matches(Assert.Throws<ArgumentException>(() => Cells.Of(1, 2, timing: DeviceTiming.Events)).Message);

    [Fact]
    public void Equal_cells_are_equal() => Assert.Equal(Cells.Of(4, 8), Cells.Of(4, 8));

    [Theory]
    [InlineData("")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:x")]
    [InlineData("cpu\n")]
    [InlineData("../cpu")]
    public void A_device_is_a_torch_device(string device) =>
        Wording.Matches(
            Assert.Throws<ArgumentException>(() => Cells.Of(1, 1, device: device)).Message,
            $"'{device.ReplaceLineEndings("\\n")}'"
        );

    [Theory]
    [InlineData("")]
    [InlineData("m l p")]
    [InlineData("../mlp")]
    [InlineData("mlp\n")]
    public void A_workload_is_a_plain_word(string workload) =>
        Wording.Matches(
            Assert.Throws<ArgumentException>(() => Cells.Of(1, 1, workload: workload)).Message,
            $"'{workload.ReplaceLineEndings("\\n")}'"
        );

    [Theory]
    [InlineData(0, 1, 32)]
    [InlineData(1, 0, 32)]
    [InlineData(1, 1, 0)]
    [InlineData(-2, 1, 32)]
    public void Accumulation_log_interval_and_batch_size_are_at_least_one(int accumulate, int logEvery, int batchSize) =>
        Wording.Matches(
            Assert.Throws<ArgumentOutOfRangeException>(() => Cells.Of(accumulate, logEvery, batchSize: batchSize)).Message,
            $"A = {accumulate}, L = {logEvery}, batch size {batchSize}"
        );

    [Theory]
    [InlineData(4, 8, LogUnit.Batches, 2)]
    [InlineData(4, 8, LogUnit.Steps, 8)]
    public void From_one_log_to_the_next_lie_whole_cycles(int accumulate, int logEvery, LogUnit unit, int cycles) =>
        Assert.Equal(cycles, Cells.Of(accumulate, logEvery, unit).CyclesPerLog);
}
