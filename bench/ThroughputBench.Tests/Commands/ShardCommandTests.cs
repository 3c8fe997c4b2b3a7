using System.Text.Json.Nodes;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>The command line of sweeps in shards; what shards and merges are is tested without it.</summary>
[Collection(TrainingTests.Name)]
public sealed class ShardCommandTests : IDisposable
{
    private static readonly string[] Grid = ["--workload", "mlp", "--accumulate", "1,4", "--log-every", "4,6,8", "--device", "cpu", "--in-process"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_list_shows_the_cells_and_the_time_and_measures_nothing()
    {
        Program.Outcome list = await Program.RunHereAsync(["sweep", .. Grid, "--list", "--output", _folder["run"]]);

        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.Matches(
            """
            \A5 cells and 1 A/A control, about \d+ s; 1 refused by the rule
              mlp on cpu, A = 1, L = 4 batches
              mlp on cpu, A = 1, L = 6 batches
              mlp on cpu, A = 1, L = 8 batches
              mlp on cpu, A = 4, L = 4 batches
              mlp on cpu, A = 4, L = 6 batches \(refused\)
              mlp on cpu, A = 4, L = 8 batches
            \z
            """,
            list.Output
        );
        Assert.False(Path.Exists(_folder["run"]));
    }

    [Fact]
    public async Task A_list_for_programs_has_the_same_cells_as_JSON()
    {
        Program.Outcome list = await Program.RunHereAsync(["sweep", .. Grid, "--list", "--json"]);
        Program.Outcome shards = await Program.RunHereAsync(["sweep", .. Grid, "--list", "--json", "--shards", "2"]);

        Assert.Equal((0, "", 0, ""), (list.ExitCode, list.Error, shards.ExitCode, shards.Error));
        JsonNode document = JsonNode.Parse(list.Output)!;
        Assert.Equal(["seconds", "controls", "cells"], document.AsObject().Select(property => property.Key));
        Assert.InRange(document["seconds"]!.GetValue<double>(), 1, 1000);
        Assert.Equal(1, document["controls"]!.GetValue<int>());
        Assert.Equal(6, document["cells"]!.AsArray().Count);
        Assert.Equal(
            """{"cell":"cpu-mlp-b32-a4-l6-batches","device":"cpu","workload":"mlp","batchSize":32,"width":64,"depth":1,"dtype":"float32","timing":null,"accumulate":4,"logEvery":6,"logUnit":"batches","refused":true,"shard":null}""",
            document["cells"]![4]!.ToJsonString()
        );
        Assert.Equal([1, 2], JsonNode.Parse(shards.Output)!["cells"]!.AsArray().Select(cell => cell!["shard"]!.GetValue<int>()).Distinct());
    }

    [Fact]
    public async Task A_list_for_spreadsheets_has_a_line_for_each_cell()
    {
        Program.Outcome list = await Program.RunHereAsync(["sweep", .. Grid, "--list", "--csv"]);

        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.Equal(
            """
            cell,device,workload,batch_size,width,depth,dtype,timing,accumulate,log_every,log_unit,refused,shard
            cpu-mlp-b32-a1-l4-batches,cpu,mlp,32,64,1,float32,,1,4,batches,false,
            cpu-mlp-b32-a1-l6-batches,cpu,mlp,32,64,1,float32,,1,6,batches,false,
            cpu-mlp-b32-a1-l8-batches,cpu,mlp,32,64,1,float32,,1,8,batches,false,
            cpu-mlp-b32-a4-l4-batches,cpu,mlp,32,64,1,float32,,4,4,batches,false,
            cpu-mlp-b32-a4-l6-batches,cpu,mlp,32,64,1,float32,,4,6,batches,true,
            cpu-mlp-b32-a4-l8-batches,cpu,mlp,32,64,1,float32,,4,8,batches,false,

            """,
            list.Output
        );
    }

    [Fact]
    public async Task A_list_of_shards_has_every_cell_once()
    {
        Program.Outcome whole = await Program.RunHereAsync(["sweep", .. Grid, "--list"]);
        Program.Outcome shards = await Program.RunHereAsync(["sweep", .. Grid, "--list", "--shards", "3"]);

        Assert.Equal(Cells(whole).Order(StringComparer.Ordinal), Cells(shards).Order(StringComparer.Ordinal));
        Assert.Equal(3, shards.Output.Split('\n').Count(line => line.StartsWith("Shard ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_shard_is_measured_into_its_folder_shown_again_and_refused_by_a_merge_that_lacks_the_other()
    {
        string[] shard = ["sweep", .. Grid, "--seconds-per-cell", "0.1", "--shard", "2/5", "--output", _folder["shards"], "--quiet"];

        Program.Outcome first = await Program.RunHereAsync(shard);
        DateTime written = File.GetLastWriteTimeUtc(_folder["shards", "shard-2-of-5", "run.json"]);
        Program.Outcome again = await Program.RunHereAsync(shard);
        Program.Outcome merge = await Program.RunHereAsync("merge", _folder["shards"], "--output", _folder["merged"]);

        Assert.Equal(first.Output, again.Output);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["shards", "shard-2-of-5", "run.json"]));
        Assert.Equal(
            (2, "", "throughputbench: Shard 1/5 is missing (and 4 more); measure it, or merge what there is with --partial.\n"),
            (merge.ExitCode, merge.Output, merge.Error)
        );
        Assert.False(Path.Exists(_folder["merged"]));
    }

    [Theory]
    [InlineData("--shard", "1/4", "--resume", "run")]
    [InlineData("--shards", "4", null, null)]
    [InlineData("--shard", "4/3", null, null)]
    [InlineData("--shard", "1/6", null, null)]
    public async Task What_makes_no_sense_is_one_line_and_writes_nothing(string option, string value, string? other, string? text)
    {
        string[] more = other is null ? [] : [other, text!];

        Program.Outcome refused = await Program.RunHereAsync(["sweep", .. Grid, option, value, .. more, "--output", _folder["run"]]);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Path.Exists(_folder["run"]));
    }

    private static IEnumerable<string> Cells(Program.Outcome list) =>
        list.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal));
}
