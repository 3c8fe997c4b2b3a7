using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

public sealed class CalibrateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_makes_checks_of_each_kind_in_several_sittings_and_records_what_each_of_them_said_and_how_long_it_took()
    {
        using RunningProgram program = RunningProgram.Start(
            _folder.Path,
            [
                "calibrate",
                "--in-process",
                "--checks",
                "1",
                "--slowdowns",
                "50%",
                "--budget",
                "10%",
                "--accumulate",
                "1",
                "--log-every",
                "1",
                "--seconds-per-cell",
                "0.3",
                "--load",
                "--output",
                "calibration.json",
            ]
        );
        await program.ErrorLineAsync("[1/2] unfaulted");
        await program.PressCtrlCAsync();
        Program.Outcome interrupted = await program.EndAsync();
        CalibrationRecord first = CalibrationFile.Read(_folder["calibration.json"]);

        Program.Outcome resumed = await Program.RunAsync("calibrate", "--resume", _folder["calibration.json"], "--checks", "1");

        CalibrationRecord record = CalibrationFile.Read(_folder["calibration.json"]);
        Assert.Equal((130, 0, ""), (interrupted.ExitCode, resumed.ExitCode, resumed.ExitCode == 0 ? "" : resumed.Error));
        Assert.Equal(
            $"Interrupted; what was measured is kept. Resume with: ./run.sh calibrate --resume '{_folder["calibration.json"]}' --checks 1 "
                + "--unfaulted 1",
            interrupted.ErrorLines[^1]
        );
        Assert.Empty(await program.LeftBehindAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, Assert.Single(first.Checks).Slowdown);
        Assert.Equal([0, 0.5], record.Checks.Select(check => check.Slowdown));
        Assert.Equal((first.Checks[0].Seconds, first.Baseline.RunId), (record.Checks[0].Seconds, record.Baseline.RunId));
        // On a busy processor a third of a second per cell may be too short for a verdict. But the verdict must not be wrong, and the estimate must
        // show the slowdown.
        (CalibrationCheck unfaulted, CalibrationCheck slowed) = (record.Checks[0], record.Checks[1]);
        Assert.NotEqual("over", unfaulted.OnBudget);
        Assert.NotEqual("within", slowed.OnBudget);
        Assert.InRange(slowed.Cells[0].Estimate ?? slowed.Slowdown, 0.25, 1);
        Assert.All(record.Checks, check => Assert.True(check.Seconds > 1 && check.Cells.Count == 1));
        Assert.Equal((0.1, 0.0025, 1.2, 1), (record.Budget, record.Tolerance, record.Baseline.Options.SecondsPerCell, record.BusyThreads));
        using var output = new StringWriter();
        TerminalWriter.Write(ReportConsole.Create(output, isTerminal: false, noColor: null), CalibrationReport.Of(record));
        Assert.Equal(output.ToString(), resumed.Output);
    }
}
