using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>What launches differ by comes into each cell's direct cost, however a measurement ends.</summary>
[Collection(TrainingTests.Name)]
public sealed class GridMeasurementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunFolder _run;

    public GridMeasurementTests() => _run = RunFolder.Create(_folder["run"], Samples.Run);

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_resumed_run_with_nothing_left_to_measure_completes_its_direct_costs()
    {
        Append(_run.Run.Grid.Accepted);

        Assert.True(MeasureMissing(CancellationToken.None));

        Assert.Empty(DirectCosts.Completed(_run.Recorded.Cells));
    }

    [Fact]
    public void An_interrupted_measurement_completes_the_direct_costs_of_what_there_is()
    {
        Append(_run.Run.Grid.Accepted.Skip(1));

        Assert.False(MeasureMissing(new CancellationToken(canceled: true)));

        Assert.Equal(_run.Run.Grid.Accepted.Take(1), _run.Unmeasured(_run.Run.Grid.Accepted));
        Assert.Empty(DirectCosts.Completed(_run.Recorded.Cells));
    }

    /// <summary>Records of which each says only what its own launch found.</summary>
    private void Append(IEnumerable<Cell> cells)
    {
        foreach (Cell cell in cells)
            _run.Append(Samples.Measured(cell.Accumulate, cell.LogEvery));
        Assert.NotEmpty(DirectCosts.Completed(_run.Recorded.Cells));
    }

    private bool MeasureMissing(CancellationToken cancellation) =>
        new GridMeasurement(_run, quiet: true, TextWriter.Null, cancellation).MeasureMissing(new MeasurementPlan { InProcess = true });
}
