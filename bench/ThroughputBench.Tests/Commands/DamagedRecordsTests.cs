using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ThroughputBench.Records;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Records that were damaged by chance, through every command that reads records.</summary>
[Collection(TrainingTests.Name)]
public sealed class DamagedRecordsTests : IDisposable
{
    /// <summary>With each of the seeds.</summary>
    private const int Mutations = 200;

    /// <summary>Fields of a measured cell without which there is no verdict.</summary>
    private static readonly string[] Needed =
    [
        "agreement",
        "sameLosses",
        "allocatedBytesPerBatch",
        "stepNanoseconds",
        "overhead",
        "lower",
        "upper",
        "noiseFloor",
        "medianError",
        "p95Error",
        "runError",
        "agrees",
        "machine",
        "commit",
        "options",
        "schemaVersion",
    ];

    private readonly TemporaryFolder _folder = new();
    private int _refused;
    private int _good;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_damaged_no_reader_crashes_writes_or_gives_a_verdict_on_what_is_missing(int seed)
    {
        var random = new Random(seed);
        WriteRun();
        Assert.Equal(0, (await Program.RunHereAsync("check", "--run", _folder["run"], "--baseline", "none")).ExitCode);
        for (int i = 0; i < Mutations; i++)
        {
            string file = random.Next(10) switch
            {
                < 4 => "run/cells.jsonl",
                < 6 => "run/run.json",
                6 => "run/hotpath.json",
                7 => "run/ledgers.jsonl",
                8 => "run/peers.jsonl",
                _ => "calibration.json",
            };
            byte[] sound = File.ReadAllBytes(_folder[file]);
            var mutation = new RecordMutation(random);
            File.WriteAllBytes(
                _folder[file],
                mutation.Damage(Encoding.UTF8.GetString(sound), isLines: file.EndsWith(".jsonl", StringComparison.Ordinal))
            );
            string what = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, mutation {i}: {file}, {mutation.Done}");
            try
            {
                await ReadByAllAsync(file, mutation, what, isPublishedToo: i % 8 == 0);
            }
            finally
            {
                File.WriteAllBytes(_folder[file], sound);
            }
        }
        // Most damage is seen; some does none, such as a line that stands there twice.
        Assert.True(_refused > Mutations / 2 && _good > 0, $"seed {seed}: {_refused} refused, {_good} good");
    }

    [Theory]
    [InlineData("run/run.json", "disturbances", "missing required properties including: 'disturbances'")]
    [InlineData("run/hotpath.json", "parameters", "missing required properties including: 'parameters'")]
    [InlineData("calibration.json", "lower", "only a part of the interval of")]
    [InlineData("calibration.json", "cells", "missing required properties including: 'cells'")]
    [InlineData("run/ledgers.jsonl", "seconds", "missing required properties including: 'seconds'")]
    [InlineData("run/peers.jsonl", "versions", "missing required properties including: 'versions'")]
    public async Task A_field_that_a_reader_needs_is_missed_in_one_line_wherever_it_is_missing(string file, string field, string said)
    {
        WriteRun();
        JsonNode root = JsonNode.Parse(File.ReadAllText(_folder[file]))!;
        Assert.True(RecordMutation.Remove(root["checks"] ?? root, field));
        File.WriteAllText(_folder[file], root.ToJsonString() + "\n");

        Program.Outcome outcome = await Program.RunHereAsync(
            file == "calibration.json" ? ["calibrate", "--resume", _folder[file]] : ["check", "--run", _folder["run"]]
        );

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(said, Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("machine", "amd-epyc-2c-linux-x64", "intel-xeon-2c-linux-x64")]
    [InlineData("commit", "447a192982", "447a192983")]
    [InlineData("options", "seed=1", "seed=2")]
    [InlineData("batchSize", "32", "64")]
    public async Task A_cell_of_another_machine_commit_options_or_grid_than_its_run_is_refused(string field, string own, string other)
    {
        WriteRun();
        string cells = File.ReadAllText(_folder["run", "cells.jsonl"]),
            quote = field == "batchSize" ? "" : "\"";
        string damaged = new Regex($"(\"{field}\":{quote}[^,\"]*?){own}").Replace(cells, "${1}" + other, 1);
        Assert.NotEqual(cells, damaged);
        File.WriteAllText(_folder["run", "cells.jsonl"], damaged);

        Program.Outcome outcome = await Program.RunHereAsync("check", "--run", _folder["run"]);

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(Assert.Single(outcome.ErrorLines).Replace(_folder.Path, "FOLDER", StringComparison.Ordinal), field);
    }

    private async Task ReadByAllAsync(string file, RecordMutation mutation, string what, bool isPublishedToo)
    {
        (string, byte[])[] before = Files();
        string[][] readers =
            file == "calibration.json"
                ?
                [
                    ["calibrate", "--resume", _folder[file], "--quiet"],
                    ["publish", "--check", "--into", CheckoutWith(calibration: _folder[file])],
                ]
                :
                [
                    .. isPublishedToo
                        ? (string[][])
                            [
                                ["publish", "--check", "--into", CheckoutWith(run: _folder["run"])],
                                ["publish", _folder["run"], "--into", CheckoutWith()],
                            ]
                        : [],
                    ["check", "--run", _folder["run"], "--baseline", "none"],
                    ["check", "--run", _folder["sound"], "--baseline", _folder["run"]],
                    ["sweep", "--resume", _folder["run"], "--quiet"],
                    ["bdn", "--filter", "*Window*", "--record", _folder["run"]],
                ];
        foreach (string[] reader in readers)
        {
            Program.Outcome outcome = await Program.RunHereAsync(reader);

            string said = $"{what}; {string.Join(' ', reader)}: exit code {outcome.ExitCode}, {outcome.Error}";
            // 1 from publish --check says that a page is stale, which it is: no page was made.
            Assert.True(outcome.ExitCode is 0 or 2 or 3 or 4 || (reader[0] == "publish" && outcome is { ExitCode: 1, Error: "" }), said);
            _refused += outcome.ExitCode == 2 && reader[0] == "check" ? 1 : 0;
            _good += outcome.ExitCode == 0 ? 1 : 0;
            Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
            if (outcome.ExitCode == 2)
                Assert.True(outcome.ErrorLines.Length == 1 && outcome.Output.Length == 0, said);
            if (file == "run/cells.jsonl" && reader[0] == "check" && mutation.Gone is { } gone && Needed.Contains(gone))
                Assert.True(outcome.ExitCode != 0, said);
        }
        foreach (((string name, byte[] content), (string nameNow, byte[] contentNow)) in before.Zip(Files()))
            Assert.True(name == nameNow && content.AsSpan().SequenceEqual(contentNow), $"{what}: {nameNow} was written");
    }

    private string CheckoutWith(string? calibration = null, string? run = null)
    {
        string checkout = _folder["checkout"],
            machine = _folder["checkout", "results", Samples.Machine.Name];
        if (Directory.Exists(checkout))
            Directory.Delete(checkout, recursive: true);
        Directory.CreateDirectory(machine);
        _folder.Write("checkout/README.md", "<!-- results:begin -->\n<!-- results:end -->\n");
        if (calibration is not null)
            File.Copy(calibration, Path.Combine(machine, "calibration-x.json"));
        if (run is not null)
        {
            string published = Path.Combine(machine, $"{Samples.Start:yyyy-MM-dd}-{Samples.Git.Commit}");
            Directory.CreateDirectory(published);
            foreach (string file in Directory.EnumerateFiles(run))
                File.Copy(file, Path.Combine(published, Path.GetFileName(file)));
        }
        return checkout;
    }

    private (string Name, byte[] Content)[] Files() =>
        [
            .. from root in (string[])["run", "sound"]
            from file in Directory.EnumerateFiles(_folder[root], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            select (file, File.ReadAllBytes(file)),
        ];

    private void WriteRun()
    {
        RecordedRun run = SampleRuns.Of();
        run.Write(_folder["run"]);
        run.Write(_folder["sound"]);
        Assert.True(File.Exists(_folder["run", "cells.jsonl"]));
        HotPathFile.Write(_folder["run"], SampleSupplements.HotPath(run.Run));
        LedgersFile.Append(_folder["run"], run.Run, SampleSupplements.Ledger(run.Run));
        _folder.Write("run/peers.jsonl", JsonSerializer.Serialize(SampleSupplements.Peer, RecordJson.Default.PeerRecord) + "\n");
        CalibrationFile.Write(_folder["calibration.json"], SampleSupplements.Calibration(run));
    }
}
