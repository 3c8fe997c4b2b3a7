using System.Text.Json;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

[Collection(ProcessTests.Name)]
public sealed class CalibrateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_makes_checks_of_each_kind_and_records_what_each_of_them_said_and_how_long_it_took()
    {
        Program.Outcome outcome = await Program.RunAsync(
            "calibrate", "--checks", "1", "--slowdowns", "50%", "--budget", "10%", "--accumulate", "1", "--log-every", "1", "--seconds-per-cell", "0.4", "--output", _folder["calibration.json"]);

        Assert.Equal(0, outcome.ExitCode);
        CalibrationRecord record = JsonSerializer.Deserialize(await File.ReadAllTextAsync(_folder["calibration.json"]), RecordJson.Default.CalibrationRecord)!;
        Assert.Equal([0, 0.5], record.Checks.Select(check => check.Slowdown));
        Assert.Equal("over", record.Checks[1].OnBudget);
        Assert.NotEqual("over", record.Checks[0].OnBudget);
        Assert.All(record.Checks, check => Assert.True(check.Seconds > 1 && check.Cells.Count == 1));
        Assert.Equal((0.1, 0.0025, 1.6), (record.Budget, record.Tolerance, record.Baseline.Options.SecondsPerCell));
        Assert.Contains("│ +50.00% │      1 │          1 │ 2.5% to 100.0% │", outcome.Output, StringComparison.Ordinal);
    }
}
