using System.Diagnostics;
using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Publishing;

public sealed class ManyRunsTests(ITestOutputHelper output) : IDisposable
{
    private const int Runs = 200;

    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void Two_hundred_published_runs_have_an_index_of_less_than_a_megabyte_and_pages_that_stay_small()
    {
        RunOptions wholeGrid = Samples.Options with { Accumulate = GridOptions.DefaultAccumulate, LogEvery = GridOptions.DefaultLogEvery };
        for (int i = 0; i < Runs; i++)
        {
            // As publish would leave them, at the pace of a test.
            RunRecord run = FinishedRun.Later(i) with { Options = wholeGrid };
            FinishedRun.Write(
                _checkout[
                    "results",
                    run.Machine.Name,
                    string.Create(CultureInfo.InvariantCulture, $"{run.StartedUtc:yyyy-MM-dd}-{run.Commit}")
                ],
                run,
                overhead: i < Runs / 2 ? 0.001 : 0.002
            );
        }

        var watch = Stopwatch.StartNew();
        _checkout.Publication.Publish(_checkout.Sweep(FinishedRun.Later(Runs) with { Options = wholeGrid }));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"published the first time: {watch.Elapsed.TotalSeconds:F1} s"));
        watch.Restart();
        Assert.Empty(_checkout.Publication.Refresh());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"published again: {watch.Elapsed.TotalSeconds:F1} s"));

        string machine = _checkout["results", Samples.Machine.Name];
        Assert.All(
            [
                _checkout["results", "README.md"],
                _checkout["results", "index.html"],
                Path.Combine(machine, "README.md"),
                Path.Combine(machine, "index.html"),
                .. Directory.EnumerateFiles(machine, "report.html", SearchOption.AllDirectories),
            ],
            page => Assert.InRange(new FileInfo(page).Length, 1, 1_000_000)
        );
        Assert.Contains(
            "1 change, the last in 2027-03-04-0000abc064, from +0.100% to +0.200%",
            File.ReadAllText(Path.Combine(machine, "README.md")).Replace("\\", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }
}
