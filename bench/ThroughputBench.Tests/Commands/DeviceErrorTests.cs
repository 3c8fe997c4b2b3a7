using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Sweeps on a device that fails, measured inside the program's own process and in one of each cell's.</summary>
[Collection(SweepTests.Name)]
public sealed class DeviceErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_device_error_fails_its_cell_and_keeps_the_others_and_the_exit_code_is_5(string inProcess)
    {
        Program.Outcome outcome = await Program.RunAsync(
            "sweep",
            "--workload",
            "mlp",
            "--accumulate",
            "1",
            "--log-every",
            "1,2,4",
            "--seconds-per-cell",
            "1",
            "--fault",
            "device-error=1/2",
            "--in-process",
            inProcess,
            "--output",
            _folder["run"]
        );

        IReadOnlyList<CellRecord> cells = RunFolder.Read(_folder["run"]).Cells;
        Assert.Equal(5, outcome.ExitCode);
        Assert.Equal([CellStatus.Measured, CellStatus.Failed, CellStatus.Measured], cells.Select(cell => cell.Status));
        Assert.Contains("CUDA error: an illegal memory access was encountered", cells[1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', cells[1].Reason ?? "");
        Assert.Contains("illegal memory access", outcome.Output, StringComparison.Ordinal);
    }
}
