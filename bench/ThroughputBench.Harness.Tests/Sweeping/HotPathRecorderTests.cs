using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Sweeping;

/// <summary>Into which runs the hot path is recorded.</summary>
[Collection(TrainingTests.Name)]
public sealed class HotPathRecorderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Not_into_one_of_another_commit()
    {
        string run = FinishedRun.Write(_folder["run"]);

        Refused(run, "was begun at commit 447a192982, and this is");
    }

    [Fact]
    public void Not_into_one_from_another_machine()
    {
        GitFacts git = Repository.Commit();
        string run = FinishedRun.Write(_folder["run"], FinishedRun.Record with { Commit = git.Commit, Dirty = git.Dirty });

        Refused(run, "was begun on a machine that is not comparable with this one (");
    }

    [Fact]
    public void Not_into_one_that_is_not_finished()
    {
        RunFolder.Create(_folder["run"], Samples.Run).Dispose();

        Refused(_folder["run"], "is not finished");
    }

    [Fact]
    public void If_nothing_of_the_hot_path_was_measured_it_is_reported_and_nothing_is_written()
    {
        GitFacts git = Repository.Commit();
        RunRecord here = FinishedRun.Record with
        {
            Commit = git.Commit,
            Dirty = git.Dirty,
            Machine = NewRun.MachineOf(Samples.Options.Threads, Samples.Options.Devices),
        };
        string run = FinishedRun.Write(_folder["run"], here);

        Assert.Contains(
            "--filter '*HotPath*'",
            Assert.Throws<InputException>(() => HotPathRecorder.For(run).Record([])).Message,
            StringComparison.Ordinal
        );
        Assert.Null(HotPathFile.Read(run, here));
    }

    private static void Refused(string run, string reason)
    {
        string message = Assert.Throws<InputException>(() => HotPathRecorder.For(run)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
