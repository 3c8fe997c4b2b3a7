using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

[Collection(ProcessTests.Name)]
public sealed class ThinCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_what_is_lost_and_takes_nothing_away_until_it_is_told_to()
    {
        string run = FinishedRun.Write(_folder["run"]);

        Program.Outcome plan = await Program.RunHereAsync("thin", run);
        Assert.NotEmpty(RawData.FilesIn(run));
        Program.Outcome done = await Program.RunHereAsync("thin", run, "--yes");
        Program.Outcome again = await Program.RunHereAsync("thin", run, "--yes");

        Assert.Equal((0, 0, 0), (plan.ExitCode, done.ExitCode, again.ExitCode));
        Wording.Matches(Said(plan), "before");
        Wording.Matches(Said(done), "done");
        Wording.Matches(Said(again), "again");
        Assert.Empty(RawData.FilesIn(run));

        string Said(Program.Outcome outcome) => outcome.Output.Replace(run, "RUN", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nowhere")]
    [InlineData("--keep -1")]
    [InlineData("one --keep 3")]
    public async Task What_makes_no_sense_is_one_line(string commandLine)
    {
        Program.Outcome refused = await Program.RunHereAsync(["thin", .. commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
    }
}
