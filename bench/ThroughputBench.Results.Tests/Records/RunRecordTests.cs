using System.Text;
using System.Text.Json;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class RunRecordTests
{
    [Fact]
    public void A_run_begins_with_all_that_is_known_of_it()
    {
        RunRecord run = RunRecord.Begin(
            Samples.Start.ToOffset(TimeSpan.FromHours(2)),
            Samples.Git,
            Samples.Machine,
            Samples.Versions,
            Samples.Options,
            ["A sentence."]
        );

        Assert.Equal(
            (2, "20261124T112358Z-447a192982", RunState.Running, "447a192982"),
            (run.SchemaVersion, run.RunId, run.State, run.CommitLabel())
        );
        Assert.Equal(Samples.Start, run.StartedUtc);
        Assert.Equal(TimeSpan.Zero, run.StartedUtc.Offset);
        Assert.Equal(["A sentence."], run.Disturbances);
        Assert.All(
            [
                run.Versions.ThroughputBench,
                run.Versions.Dotnet,
                run.Versions.TorchSharp,
                run.Versions.Libtorch,
                run.Versions.BenchmarkDotNet,
            ],
            version => Assert.Matches(@"^\d+\.\d+", version)
        );
    }

    [Theory]
    [InlineData(false, "447a192982")]
    [InlineData(true, "447a192982-dirty")]
    [InlineData(null, "447a192982")]
    public void A_dirty_tree_shows_in_the_commit(bool? dirty, string label) =>
        Assert.Equal(label, (Samples.Run with { Dirty = dirty }).CommitLabel());

    [Fact]
    public void A_run_with_all_that_is_optional_comes_back_as_it_was_written()
    {
        RunRecord run = Samples.Run with
        {
            State = RunState.Finished,
            EndedUtc = Samples.Start.AddSeconds(1.5),
            Dirty = true,
            Options = Samples.Options with
            {
                Fault = "slow=1%",
                Data = new DataFacts
                {
                    Workload = "bytelm",
                    Name = "ü.txt",
                    Bytes = 1L << 40,
                    Sha256 = "00",
                },
            },
        };
        string json = Json(run);

        Assert.Equal(
            json,
            Json(RecordReader.Read(Encoding.UTF8.GetBytes(json), RecordJson.Default.RunRecord, RecordRules.ObjectionTo, "run.json"))
        );
    }

    private static string Json(RunRecord run) => JsonSerializer.Serialize(run, RecordJson.Indented.RunRecord);
}
