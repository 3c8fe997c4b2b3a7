using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>A finished run has nothing left to measure.</summary>
[Collection(TrainingTests.Name)]
public sealed class ResumeFinishedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task To_resume_a_finished_run_shows_it_and_changes_no_file()
    {
        RunRecord run = NewRun.Describe(Samples.Options, TextWriter.Null);
        string path = SampleRuns
            .Of(run: run with { State = RunState.Finished, EndedUtc = run.StartedUtc.AddMinutes(1) })
            .Write(_folder["run"]);
        File.WriteAllText(Path.Combine(path, "report.html"), "<html></html>");
        (string, DateTime, string)[] before = Files(path);

        Program.Outcome outcome = await Program.RunHereAsync("sweep", "--resume", path);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            [
                $"Run folder: {path}",
                $"Page: {Path.Combine(path, "report.html")}",
                $"Next: ./run.sh check --run '{path}' (is that within budget, and no worse than before?)",
            ],
            outcome.ErrorLines
        );
        using var report = new StringWriter();
        ConsoleReport.Write(ReportConsole.ForResults(report), RunFolder.Read(path));
        Assert.Equal(report.ToString(), outcome.Output);
        Assert.Equal(before, Files(path));
    }

    [Theory]
    [InlineData("sweep", "--resume")]
    [InlineData("bdn", "--filter", "*Window*", "--record")]
    public async Task A_run_may_be_given_by_the_name_that_runs_shows(params string[] arguments)
    {
        var names = new RunNames(Clone.Root);
        string published = names.All().First(names.IsPublished);

        Program.Outcome refused = await Program.RunHereAsync([.. arguments, names.NameOf(published)]);

        // Published runs are of earlier commits.
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(RunFolder.ReadRun(published).Commit, Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
    }

    /// <summary>The folders too: a file that came and went shows in their times.</summary>
    private static (string Name, DateTime Written, string Content)[] Files(string path) =>
        [
            .. new[] { path }
                .Concat(Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
                .Select(entry => (entry, File.GetLastWriteTimeUtc(entry), File.Exists(entry) ? File.ReadAllText(entry) : "")),
        ];
}
