using ThroughputBench.Grid;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Publishing;

public sealed class PublicationTests : IDisposable
{
    private const string Machine = "amd-epyc-2c-linux-x64",
        Day = "2026-11-24-447a192982",
        Script = "<script>alert(1)</script>";

    private readonly Checkout _checkout = new(inMemory: true);

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void A_run_goes_to_its_machines_folder_by_date_and_commit_with_its_records_as_they_are()
    {
        string sweep = _checkout.Sweep();

        (PublishedRun run, _) = _checkout.Publication.Publish(sweep);

        Assert.Equal($"{Machine}/{Day}", run.Path);
        Assert.True(RunCopy.HaveSameRecords(sweep, _checkout["results", Machine, Day]));
    }

    [Fact]
    public void BenchmarkDotNets_reports_come_along_in_the_forms_that_others_read_but_neither_its_log_nor_the_sweeps_own_report()
    {
        string sweep = _checkout.Sweep();
        string[] reports =
        [
            "Overhead-report-github.md",
            "Overhead-report.csv",
            "Overhead-report-brief-compressed.json",
            "Overhead-report-full-compressed.json",
            "../names-a-folder.log",
            "../../report.md",
        ];
        Directory.CreateDirectory(Path.Combine(sweep, "bdn", "results"));
        foreach (string report in reports)
            File.WriteAllText(Path.Combine(sweep, "bdn", "results", report), "as it was");

        _checkout.Publication.Publish(sweep);

        Assert.Equal(
            reports[..3].Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(_checkout["results", Machine, Day, "benchmarkdotnet"])
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(_checkout.Files().Keys, file => file.EndsWith(".log", StringComparison.Ordinal));
        Assert.NotEqual("as it was", File.ReadAllText(_checkout["results", Machine, Day, "report.md"]));
    }

    [Fact]
    public void Every_page_plot_and_export_is_made()
    {
        _checkout.Publication.Publish(_checkout.Sweep());

        string run = $"results/{Machine}/{Day}";
        Assert.Equal(
            [
                "results/README.md",
                $"results/{Machine}/{Day}/exports/bencher.json",
                $"{run}/exports/github-action-benchmark.json",
                $"{run}/plots/agreement-cpu-mlp-b32-batches.svg",
                $"{run}/plots/drift-cpu-mlp-b32-batches.svg",
                $"{run}/plots/hook-times-cpu-mlp-b32-batches.svg",
                $"{run}/plots/overhead-cpu-mlp-b32-batches.svg",
                $"{run}/report.html",
                $"{run}/report.md",
                $"results/{Machine}/README.md",
                $"results/{Machine}/index.html",
                "results/index.html",
            ],
            _checkout.Derived()
        );
        Wording.Matches(_checkout.Readme, "the README");
    }

    [Fact]
    public void Publishing_the_same_run_again_changes_nothing()
    {
        string sweep = _checkout.Sweep();
        _checkout.Publication.Publish(sweep);
        SortedDictionary<string, string> before = _checkout.Files();

        (PublishedRun run, IReadOnlyList<string> changed) = _checkout.Publication.Publish(sweep);

        Assert.Equal(Day, run.Name);
        Assert.Empty(changed);
        Assert.Empty(_checkout.Publication.Refresh());
        Assert.Equal(before, _checkout.Files());
    }

    [Fact]
    public void What_is_derived_comes_back_byte_for_byte_after_it_was_deleted()
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        _checkout.Publication.Publish(_checkout.Sweep(FinishedRun.Later(1)));
        SortedDictionary<string, string> before = _checkout.Files();
        foreach (string file in _checkout.Derived())
            File.Delete(_checkout[file]);

        _checkout.Publication.Refresh();

        Assert.Equal(before, _checkout.Files());
    }

    [Fact]
    public void A_page_that_was_edited_is_missing_or_left_over_is_stale_and_made_right_again()
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        Assert.Empty(_checkout.Publication.Stale());
        SortedDictionary<string, string> right = _checkout.Files();
        string run = $"results/{Machine}/{Day}";
        File.AppendAllText(_checkout[run, "report.md"], "edited");
        File.Delete(_checkout[run, "report.html"]);
        File.WriteAllText(_checkout[run, "plots", "of-old.svg"], "<svg/>");
        File.WriteAllText(_checkout["README.md"], Edited(_checkout.Readme));

        Assert.Equal(["README.md", $"{run}/plots/of-old.svg", $"{run}/report.html", $"{run}/report.md"], _checkout.Publication.Stale());

        _checkout.Publication.Refresh();
        Assert.Equal(right, _checkout.Files());
    }

    [Theory]
    [InlineData("noise-floor")]
    [InlineData("overhead")]
    public void A_check_finds_raw_data_that_are_damaged_or_lost(string comparison)
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        string folder = _checkout["results", Machine, Day];
        File.WriteAllBytes(
            RawData.PathOf(folder, Cells.Of(4, 8), Comparison.NoiseFloor),
            BlocksFile.Encode(Cells.Of(4, 8), Comparison.NoiseFloor, Samples.Blocks)
        );
        _checkout.Publication.Refresh();
        string file = Directory.EnumerateFiles(Path.Combine(folder, RawData.Folder), $"*.{comparison}.*").First();
        byte[] right = File.ReadAllBytes(file);

        File.WriteAllBytes(file, right[..^9]);
        Wording.Matches(Refusal(_checkout.Publication.Stale), $"{comparison}, damaged");

        File.Delete(file);
        if (comparison == "overhead")
            Wording.Matches(Refusal(_checkout.Publication.Stale), $"{comparison}, lost");

        File.WriteAllBytes(file, right);
        Assert.Empty(_checkout.Publication.Stale());
    }

    [Fact]
    public void While_one_publish_writes_another_is_refused_and_a_check_leaves_what_it_has_staged()
    {
        string sweep = _checkout.Sweep(),
            staged = _checkout["results", ".staging-pages", "README.md"];
        Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
        File.WriteAllText(staged, "made by the other one");
        using (new FileStream(_checkout["results", ".publishing"], FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            foreach (Func<object> publish in (Func<object>[])[() => _checkout.Publication.Publish(sweep), _checkout.Publication.Refresh])
                Wording.Matches(Refusal(publish));
            _checkout.Publication.Stale();
            Assert.True(File.Exists(staged));
            Assert.False(Directory.Exists(_checkout["results", Machine]));
        }

        Assert.NotEmpty(_checkout.Publication.Publish(sweep).Changed);

        Assert.Equal(["runs", Machine], Directory.EnumerateDirectories(_checkout["results"]).Select(Path.GetFileName).OrderDescending());
        Assert.False(File.Exists(_checkout["results", ".publishing"]));
    }

    [Fact]
    public void A_second_run_of_a_day_and_commit_gets_its_own_place()
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        string first = File.ReadAllText(_checkout["results", Machine, Day, "cells.jsonl"]);

        (PublishedRun second, _) = _checkout.Publication.Publish(
            _checkout.Sweep(FinishedRun.Record with { RunId = "another" }, overhead: 0.002)
        );

        Assert.Equal($"{Day}-2", second.Name);
        Assert.Equal(first, File.ReadAllText(_checkout["results", Machine, Day, "cells.jsonl"]));
    }

    [Fact]
    public void Script_in_the_text_of_records_is_text()
    {
        RunRecord run = FinishedRun.Record with
        {
            RunId = Script,
            Disturbances = [Script],
            Machine = Samples.Machine with { CpuModel = Script, OsDescription = Script, Runtime = Script },
            Versions = Samples.Run.Versions with { TorchSharp = Script },
            Options = Samples.Options with
            {
                Data = new DataFacts
                {
                    Workload = "mlp",
                    Name = Script,
                    Bytes = 1,
                    Sha256 = Script,
                },
            },
        };
        string sweep = FinishedRun.Write(_checkout["sweep"], run);

        _checkout.Publication.Publish(sweep);

        string[] pages =
        [
            .. _checkout
                .Derived()
                .Where(file =>
                    file.EndsWith(".html", StringComparison.Ordinal)
                    || file.EndsWith(".svg", StringComparison.Ordinal)
                    || file.EndsWith(".md", StringComparison.Ordinal)
                ),
        ];
        Assert.Equal(10, pages.Length);
        Assert.All(pages, page =>
        {
            string text = File.ReadAllText(_checkout[page]);
            Assert.DoesNotContain(
                "<script",
                page.EndsWith(".md", StringComparison.Ordinal) ? WithoutCode(text).Replace("\\<", "", StringComparison.Ordinal) : text,
                StringComparison.OrdinalIgnoreCase
            );
        });
    }

    [Fact]
    public void Runs_that_are_not_published_and_could_be_are_known_by_the_names_of_their_folders()
    {
        string published = _checkout.Sweep();
        _checkout.Publication.Publish(published);
        Directory.Move(published, _checkout["results", "runs", "renamed"]);
        string later = _checkout.Sweep(FinishedRun.Later(1));
        _checkout.Sweep(FinishedRun.Later(2) with { State = RunState.Interrupted });
        _checkout.Sweep(FinishedRun.Later(3) with { Dirty = null });
        FinishedRun.Write(
            _checkout["results", "runs", "shards-447a192982", "shard-1-of-2"],
            FinishedRun.Later(4) with { Options = Samples.Options with { Shard = new Shard(1, 2) } }
        );
        File.WriteAllText(Path.Combine(_checkout.Sweep(FinishedRun.Later(5)), "run.json"), "damaged");

        Assert.Equal([Path.GetFileName(later)], _checkout.Publication.Unpublished());
    }

    private string Refusal(Func<object> action) => _checkout.Unrooted(Assert.Throws<InputException>(action).Message);

    private static string Edited(string readme) =>
        readme.Replace(ReadmeTables.End, $"An edit.\n{ReadmeTables.End}", StringComparison.Ordinal);

    private static string WithoutCode(string markdown) => string.Join('\n', markdown.Split("```").Where((_, i) => i % 2 == 0));
}
