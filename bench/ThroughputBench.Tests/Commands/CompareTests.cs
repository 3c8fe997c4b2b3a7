using System.Text.Json;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using ThroughputBench.Workloads.Tests;
using Xunit;
using static ThroughputBench.Tests.Checks.SampleRuns;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>compare</c>, <c>runs</c>, and baselines by name.</summary>
[Collection(TrainingTests.Name)]
public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _name = $"test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _folder.Dispose();
        if (new SavedBaselines(Repository.Root).Find(_name) is { } saved)
            Directory.Delete(saved, recursive: true);
    }

    public static TheoryData<string, int> Runs =>
        new()
        {
            { "same", 0 },
            { "worse", 1 },
            { "noisy", 3 },
            { "elsewhere", 4 },
            { "failed", 5 },
        };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task It_ends_as_a_check_of_the_same_two_runs_does(string what, int exitCode)
    {
        RecordedRun same = Of();
        RecordedRun run = what switch
        {
            "worse" => Of(With(Cells.Of(1, 2), Overhead(1.2, 0.05))),
            "noisy" => Of(record => record with { NoiseFloor = Floor(0.6) }),
            "elsewhere" => Of(run: same.Run with { Machine = Samples.Machine with { LogicalCores = 64 } }),
            "failed" => Of(record =>
                record.Cell == Cells.Of(1, 2) ? CellRecord.Failed(Samples.Run, record.Cell, "It broke.") : record
            ),
            _ => same,
        };
        string now = run.Write(_folder["now"]),
            before = same.Write(_folder["before"]);

        Program.Outcome compare = await Program.RunHereAsync("compare", now, before, "--json");
        Program.Outcome check = await Program.RunHereAsync("check", "--run", now, "--baseline", before, "--json");

        Assert.Equal((exitCode, ""), (compare.ExitCode, compare.Error));
        Assert.Equal((check.ExitCode, check.Output), (compare.ExitCode, compare.Output));
        using JsonDocument document = JsonDocument.Parse(compare.Output);
        Assert.NotEmpty(document.RootElement.GetProperty("findings").EnumerateArray());
        Assert.NotEmpty(document.RootElement.GetProperty("outcome").GetString()!);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    public async Task A_run_that_is_not_there_is_refused(string run)
    {
        Program.Outcome outcome = await Program.RunHereAsync("compare", run, Of().Write(_folder["before"]));

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.ErrorLines);
        Wording.Matches(line.Replace(Environment.CurrentDirectory, "HERE", StringComparison.Ordinal), $"'{run}'");
    }

    [Fact]
    public async Task A_good_run_is_kept_under_a_name_and_compared_with_by_it()
    {
        string run = Of().Write(_folder["run"]);

        Program.Outcome saved = await Program.RunHereAsync("check", "--run", run, "--baseline", "none", "--save-baseline", _name);
        Program.Outcome compared = await Program.RunHereAsync(
            "check",
            "--run",
            run,
            "--baseline",
            _name,
            "--markdown",
            _folder["check.md"]
        );

        Assert.Equal(0, saved.ExitCode);
        Assert.Equal([$"Saved. Compare with it: ./run.sh check --baseline {_name}"], saved.ErrorLines);
        Assert.Equal((0, ""), (compared.ExitCode, compared.Error));
        Wording.Matches(File.ReadAllText(_folder["check.md"]));
    }

    [Fact]
    public async Task A_run_that_is_not_good_is_not_kept()
    {
        string run = Of(With(Cells.Of(1, 2), Overhead(1.2, 0.05))).Write(_folder["run"]);

        Program.Outcome outcome = await Program.RunHereAsync("check", "--run", run, "--baseline", "none", "--save-baseline", _name);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal([$"Not saved as baseline '{_name}': only a good run can be one."], outcome.ErrorLines);
        Assert.Null(new SavedBaselines(Repository.Root).Find(_name));
    }

    [Fact]
    public async Task A_baseline_that_is_not_there_is_refused_with_those_that_are()
    {
        string run = Of().Write(_folder["run"]);
        new SavedBaselines(Repository.Root).Save(_name, run);

        Program.Outcome outcome = await Program.RunHereAsync("check", "--run", run, "--baseline", "mian");

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.ErrorLines);
        string saved = string.Join(", ", new SavedBaselines(Repository.Root).Names);
        Assert.Contains(_name, saved, StringComparison.Ordinal);
        Wording.Matches(line.Replace(saved, "NAMES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_of_runs_has_every_published_one_and_its_names_can_be_compared()
    {
        PublishedRun[] published = [.. ResultsFolder.Read(Path.Combine(Repository.Root, "results")).Runs];

        Program.Outcome list = await Program.RunHereAsync("runs", "--json");
        Program.Outcome table = await Program.RunHereAsync("runs");
        Program.Outcome itself = await Program.RunHereAsync("compare", published[^1].Path, published[^1].Path);

        Assert.Equal((0, 0), (list.ExitCode, table.ExitCode));
        using JsonDocument document = JsonDocument.Parse(list.Output);
        string[] names =
        [
            .. document
                .RootElement.GetProperty("runs")
                .EnumerateArray()
                .Where(run => run.GetProperty("published").GetBoolean())
                .Select(run => run.GetProperty("name").GetString()!),
        ];
        Assert.Equal(published.Select(run => run.Path).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Contains($"\n{name} ", table.Output, StringComparison.Ordinal));
        Assert.NotEqual(2, itself.ExitCode);
    }
}
