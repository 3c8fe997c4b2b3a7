using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Checks;
using ThroughputBench.Commands;
using ThroughputBench.Measurement;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>What must hold of every option that is declared. A new one fails these tests until it has an example here.</summary>
[Collection(TrainingTests.Name)]
public sealed class MeasurementOptionsTests : IDisposable
{
    /// <summary>A value of each option that is not its default, in the order in which they are declared.</summary>
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["--device"] = "cuda:1",
        ["--workload"] = "bytelm,mlp",
        ["--accumulate"] = "3,1",
        ["--log-every"] = "6,12",
        ["--log-unit"] = "steps",
        ["--timing"] = "sync-at-log,events",
        ["--size"] = "bytelm:4:64,bytelm:7:32",
        ["--batch-size"] = "7",
        ["--width"] = "32",
        ["--depth"] = "3",
        ["--dtype"] = "bfloat16",
        ["--threads"] = "2",
        ["--seconds-per-cell"] = "0.5",
        ["--seed"] = "9",
        ["--data"] = "text.txt",
        ["--fault"] = "slow=1%",
        ["--in-process"] = "true",
        ["--shard"] = "2/4",
    };

    /// <summary>Those whose value changes the key of a record.</summary>
    private static readonly string[] InKey = ["--threads", "--seed", "--data", "--fault"];

    /// <summary>Those that two runs must have in common.</summary>
    private static readonly string[] Compared = ["--batch-size", "--width", "--depth", "--dtype", "--threads", "--seed", "--data"];

    private readonly TemporaryFolder _folder = new();

    public MeasurementOptionsTests() => _folder.Write("text.txt", string.Concat(Enumerable.Repeat("Some text to train on. ", 1000)));

    public static TheoryData<string> Names => [.. MeasurementOptions.All.Select(option => option.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_option_has_an_example_here() => Assert.Equal(Examples.Keys, MeasurementOptions.All.Select(option => option.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_in_the_help_of_the_commands_that_measure(string name)
    {
        MeasurementOption option = Named(name);
        string[] commands = name switch
        {
            "--shard" => ["sweep"], // a verdict is on the whole grid
            "--fault" => ["sweep", "check"],
            _ => ["sweep", "check", "calibrate"],
        };

        foreach (string command in commands)
        {
            Program.Outcome help = await Program.RunHereAsync(command, "--help");

            string line = Assert.Single(
                help.Output.Split('\n'),
                line => line.StartsWith($"  {name} <{option.HelpName}> ", StringComparison.Ordinal)
            );
            Assert.Contains(option.Description, line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_kept_in_its_property_of_a_runs_record(string name)
    {
        JsonObject with = Json(With(name)),
            without = Json(Without);
        string property = Named(name).Property;
        // The file of data takes the place of the program's own text.
        string[] others = name == "--data" ? [property, "ownText"] : [property];

        Assert.NotNull(with[property]);
        Assert.NotEqual(without[property]?.ToJsonString(), with[property]!.ToJsonString());
        foreach (string other in others)
        {
            with.Remove(other);
            without.Remove(other);
        }
        Assert.Equal(without.ToJsonString(), with.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_in_the_command_that_repeats_a_run_and_is_read_from_it_again(string name)
    {
        RunOptions options = With(name);
        string value = Examples[name],
            path = _folder["text.txt"];

        Assert.Contains(
            name == "--in-process" ? " --in-process " : $" {name} {value} ",
            options.ToCommand() + " ",
            StringComparison.Ordinal
        );
        string[] arguments = [.. options.ToArguments(options.Data is null ? null : path)];
        Assert.Contains(name == "--data" ? $"{name}={path}" : $"{name}={value}", arguments);
        Assert.Equal(Json(options).ToJsonString(), Json(Resolved(Parsed(arguments))).ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Those_that_change_what_is_measured_in_a_cell_are_in_the_key_of_its_record(string name)
    {
        RunOptions options = With(name);
        string value = name == "--data" ? options.Data!.Sha256 : Examples[name];

        if (InKey.Contains(name))
            Assert.Contains($" {name[2..]}={value} ", $" {options.KeyOf("bytelm")} ", StringComparison.Ordinal);
        else
            Assert.Equal(Without.KeyOf("bytelm"), options.KeyOf("bytelm"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Those_that_must_be_the_same_make_two_runs_incomparable_and_are_named(string name)
    {
        RunRecord with = Samples.Run with { Options = With(name) },
            without = Samples.Run with { Options = Without };
        string[] compared = Compared.Contains(name) ? [name] : [];

        Assert.Equal(compared, Comparability.Between(with, without, "bytelm").Select(difference => difference.Field));
        // A fault may be in the run that is compared, and not in its baseline.
        Assert.Equal(
            name == "--fault" ? [name] : compared,
            Comparability.Between(without, with, "bytelm").Select(difference => difference.Field)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_default_that_is_a_text_can_be_read(string name)
    {
        MeasurementOption option = Named(name);

        Assert.True(name == "--workload" || option.Default is null != option.DefaultWords is null);
        if (option.Default is { } text)
            Assert.NotNull(option.Read(text)(new MeasurementRequest()));
    }

    [Fact]
    public void What_the_help_says_of_sizes_is_what_the_workloads_have()
    {
        string Sizes(Func<string, int> size) => string.Join(", ", WorkloadCatalog.Names.Select(name => $"{name} {size(name)}"));

        Assert.Equal(Sizes(WorkloadCatalog.BatchSizeOf), SizeOptions.BatchSize.DefaultWords);
        Assert.Equal(Sizes(name => WorkloadCatalog.ShapeOf(name).Width), SizeOptions.Width.DefaultWords);
        Assert.Equal(Sizes(name => WorkloadCatalog.ShapeOf(name).Depth), SizeOptions.Depth.DefaultWords);
        Assert.Equal(WorkloadCatalog.LargestBatchSize, SizeOptions.LargestBatchSize);
    }

    private static MeasurementOption Named(string name) => MeasurementOptions.All.Single(option => option.Name == name);

    private static RunOptions Without => Resolved(Parsed("--device=cpu", "--workload=bytelm"));

    private RunOptions With(string name) =>
        Resolved(
            Parsed([
                .. new[] { "--device=cpu", "--workload=bytelm" }.Where(argument =>
                    !argument.StartsWith(name + "=", StringComparison.Ordinal)
                ),
                $"{name}={(name == "--data" ? _folder["text.txt"] : Examples[name])}",
            ])
        );

    private static MeasurementRequest Parsed(params string[] arguments)
    {
        var grid = new GridArguments(GridDefaults.Sweep);
        var command = new Command("sweep");
        foreach (Option option in grid.All)
            command.Options.Add(option);
        ParseResult parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return grid.Read(parsed);
    }

    /// <summary>As the program resolves it, but for devices, which need not be here.</summary>
    private static RunOptions Resolved(MeasurementRequest request) =>
        RequestedOptions.Resolve(request with { Devices = ["cpu"], Timings = null }) with
        {
            Devices = request.Devices!,
            Timings = request.Timings,
        };

    private static JsonObject Json(RunOptions options) =>
        JsonNode.Parse(JsonSerializer.Serialize(Samples.Run with { Options = options }, RecordJson.Default.RunRecord))!["options"]!.AsObject();
}
