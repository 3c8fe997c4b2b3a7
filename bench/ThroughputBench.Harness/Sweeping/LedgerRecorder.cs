using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Adds time ledgers to a sweep once its cells are measured: for each device and workload that of a training shorter than a second.
/// </summary>
internal sealed class LedgerRecorder(RunFolder folder, TextWriter error, CancellationToken cancellation)
{
    /// <summary>Measures what has no ledger yet, in the first cell of each device and workload that could be measured.</summary>
    /// <returns>False if it was interrupted.</returns>
    public bool MeasureMissing(SweepGrid grid, MeasurementPlan plan)
    {
        plan = plan with { Sizes = folder.Run.Options.Workloads };
        HashSet<(string, WorkloadSize)> have =
        [
            .. LedgersFile.Read(folder.Path, folder.Run).Select(ledger => (ledger.Device, ledger.ToCell().Size)),
        ];
        HashSet<Cell> measured =
        [
            .. folder.Recorded.Cells.Where(record => record.Status == CellStatus.Measured).Select(record => record.Cell),
        ];
        foreach (Cell cell in grid.Accepted.Where(measured.Contains).DistinctBy(cell => (cell.Device, cell.Size)))
        {
            if (!cancellation.IsCancellationRequested && have.Add((cell.Device, cell.Size)))
                Measure(cell, plan);
        }
        return !cancellation.IsCancellationRequested;
    }

    private void Measure(Cell cell, MeasurementPlan plan)
    {
        try
        {
            using var bench = new TrainingBench(plan, cell.Size.Label, cell.Device);
            LedgerResult ledger = LedgerMeasurement.Measure(bench, cell, cancellation);
            // An interrupted one is measured again when the run is resumed.
            if (!cancellation.IsCancellationRequested)
            {
                LedgersFile.Append(
                    folder.Path,
                    folder.Run,
                    LedgerRecord.Of(folder.Run, cell, ledger.Spent, ledger.WallSeconds, ledger.Batches)
                );
            }
        }
        catch (Exception wrong) when (wrong is not IOException)
        {
            // It is an addition: its failure does not affect the cells.
            error.WriteLine($"The time ledger of {cell} was not measured: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }
}
