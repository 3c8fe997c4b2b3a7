using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class CellTableTests
{
    [Fact]
    public void Each_timing_has_its_own_table_whose_title_names_it()
    {
        CellRecord[] cells =
        [
            .. TimingNames.All.Select(timing =>
                CellRecord.Measured(Samples.Run, Cells.Of(4, 8, device: "cuda", timing: timing), Samples.Overhead)
            ),
        ];

        Assert.Equal(
            [
                "mlp on cuda, timing events, batch size 32, L in batches",
                "mlp on cuda, timing sync-at-log, batch size 32, L in batches",
                "mlp on cuda, timing sync-every-batch, batch size 32, L in batches",
            ],
            CellTable.Of(cells).Select(table => table.Title)
        );
    }

    [Fact]
    public void Device_workload_batch_size_and_unit_each_make_a_table_of_their_own()
    {
        CellRecord[] cells =
        [
            .. new[]
            {
                Cells.Of(1, 1),
                Cells.Of(1, 1, device: "cuda"),
                Cells.Of(1, 1, workload: "convnet"),
                Cells.Of(1, 1, batchSize: 8),
                Cells.Of(1, 1, LogUnit.Steps),
                Cells.Of(1, 2),
            }.Select(cell => CellRecord.Measured(Samples.Run, cell, Samples.Overhead)),
        ];

        Assert.Equal(
            [
                "mlp on cpu, batch size 32, L in batches",
                "mlp on cuda, batch size 32, L in batches",
                "convnet on cpu, batch size 32, L in batches",
                "mlp on cpu, batch size 8, L in batches",
                "mlp on cpu, batch size 32, L in optimizer steps",
            ],
            CellTable.Of(cells).Select(table => table.Title)
        );
    }

    [Fact]
    public void Rows_and_columns_rise_whatever_the_order_of_measuring()
    {
        CellTable table = Assert.Single(
            CellTable.Of([Samples.Measured(1, 16), Samples.Measured(1, 8), Samples.Rejected(8, 4), Samples.Measured(2, 8)])
        );

        Assert.Equal([1, 2, 8], table.Accumulate);
        Assert.Equal([4, 8, 16], table.LogEvery);
        Assert.Equal([(1, 8), (1, 16), (2, 8), (8, 4)], table.Cells.Select(cell => (cell.Accumulate, cell.LogEvery)));
    }

    [Fact]
    public void A_cell_that_was_not_reached_is_a_gap()
    {
        CellTable table = Assert.Single(CellTable.Of([Samples.Measured(1, 8), Samples.Rejected(8, 4)]));

        Assert.Equal(Samples.Measured(1, 8), table.At(1, 8));
        Assert.Null(table.At(8, 8));
    }
}
