using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ThroughputBench.Grid;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
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
        Assert.Contains("The monitor costs ", _checkout.Readme, StringComparison.Ordinal);
        Assert.EndsWith($"{ReadmeTables.End}\n\nThe end.\n", _checkout.Readme, StringComparison.Ordinal);
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
        File.WriteAllText(_checkout["README.md"], _checkout.Readme.Replace("The monitor costs ", "The monitor costs less than ", StringComparison.Ordinal));

        Assert.Equal(["README.md", $"{run}/plots/of-old.svg", $"{run}/report.html", $"{run}/report.md"], _checkout.Publication.Stale());

        _checkout.Publication.Refresh();
        Assert.Equal(right, _checkout.Files());
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
    public void A_run_that_was_published_is_not_published_again_with_other_records()
    {
        string sweep = _checkout.Sweep();
        _checkout.Publication.Publish(sweep);
        File.AppendAllText(Path.Combine(sweep, "cells.jsonl"), "\n");

        RefusedAndUntouched(sweep, "What is published is never changed");
    }

    [Fact]
    public void A_run_of_a_tree_with_changes_is_refused() =>
        Refused(FinishedRun.Record with { Dirty = true }, "changes that are in no commit");

    [Fact]
    public void A_run_of_no_known_commit_is_refused() =>
        Refused(FinishedRun.Record with { Commit = GitFacts.Unknown, Dirty = null }, "its commit is 'unknown'");

    [Fact]
    public void A_run_whose_commit_leads_elsewhere_is_refused() =>
        Refused(FinishedRun.Record with { Commit = "../../x" }, "its commit is '../../x'");

    [Fact]
    public void A_run_that_was_interrupted_is_refused() =>
        Refused(FinishedRun.Record with { State = RunState.Interrupted }, "not finished");

    [Fact]
    public void A_run_with_a_known_fault_is_refused() =>
        Refused(FinishedRun.Record with { Options = Samples.Options with { Fault = "slow=1%" } }, "slow=1%");

    [Fact]
    public void A_shard_is_refused() =>
        Refused(
            FinishedRun.Record with { Options = Samples.Options with { Shard = new Shard(1, 2) } },
            "it is shard 1/2 of a sweep; merge the shards"
        );

    [Theory]
    [InlineData("worstError", false, "cells.jsonl is not as it was when the run ended")]
    [InlineData("meanOverhead", false, "cells.jsonl has overhead.meanOverhead")]
    [InlineData("meanOverhead", true, "cells.jsonl has overhead.meanOverhead")]
    [InlineData("medianNanoseconds", true, "cells.jsonl has directCost.medianNanoseconds")]
    public void An_edited_figure_is_refused_even_if_its_digest_was_edited_too(string figure, bool withDigest, string why)
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        string sweep = _checkout.Sweep(FinishedRun.Later(1));
        Edit(sweep, figure);
        if (withDigest)
            RunFolder.WriteRun(sweep, RunFolder.ReadRun(sweep) with { CellsSha256 = CellLog.DigestOf(sweep) });

        RefusedAndUntouched(sweep, why);
    }

    [Fact]
    public void A_published_figure_that_was_edited_is_found_by_the_check_too()
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        Edit(_checkout["results", Machine, Day], "worstError");

        foreach (Func<object> look in (Func<object>[])[_checkout.Publication.Stale, _checkout.Publication.Refresh])
        {
            Assert.Contains(
                "cells.jsonl is not as it was when the run ended",
                Assert.Throws<InputException>(look).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("run.json", "missing")]
    [InlineData("run.json", "truncated")]
    [InlineData("run.json", "empty")]
    [InlineData("run.json", "folder")]
    [InlineData("run.json", "wrong type")]
    [InlineData("cells.jsonl", "missing")]
    [InlineData("cells.jsonl", "truncated")]
    [InlineData("cells.jsonl", "empty")]
    [InlineData("cells.jsonl", "folder")]
    [InlineData("cells.jsonl", "wrong type")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz", "missing")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz", "truncated")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz", "empty")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz", "folder")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz", "wrong type")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz", "another cell's")]
    public void A_damaged_run_is_refused_in_one_line_and_nothing_is_written(string file, string damage)
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        string sweep = _checkout.Sweep(FinishedRun.Later(1));
        Damage(Path.Combine(sweep, file), damage);

        RefusedAndUntouched(sweep, Path.GetFileName(file));
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("cells.jsonl")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz")]
    public void If_a_published_run_is_damaged_nothing_is_published_or_made_again(string file)
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        Damage(_checkout["results", Machine, Day, file], "truncated");

        RefusedAndUntouched(_checkout.Sweep(FinishedRun.Later(1)), Path.GetFileName(file));
        Assert.Throws<InputException>(_checkout.Publication.Stale);
        Assert.Throws<InputException>(_checkout.Publication.Refresh);
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
    public void Without_markers_in_the_README_nothing_is_published()
    {
        File.WriteAllText(_checkout["README.md"], "# A project\n");

        RefusedAndUntouched(_checkout.Sweep(), ReadmeTables.Begin);
    }

    [Fact]
    public void A_folder_that_is_no_checkout_is_refused() => Assert.Throws<InputException>(() => new Publication(_checkout["results"]));

    [Fact]
    public void Runs_that_are_not_published_are_known()
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        string later = _checkout.Sweep(FinishedRun.Later(1));

        Assert.Equal([Path.GetFileName(later)], _checkout.Publication.Unpublished());
    }

    private static string WithoutCode(string markdown) => string.Join('\n', markdown.Split("```").Where((_, i) => i % 2 == 0));

    private void Refused(RunRecord run, string why) => RefusedAndUntouched(FinishedRun.Write(_checkout["sweep"], run), why, "sweep/");

    private void RefusedAndUntouched(string sweep, string why, string? aside = null)
    {
        KeyValuePair<string, string>[] before =
        [
            .. _checkout.Files().Where(file => aside is null || !file.Key.StartsWith(aside, StringComparison.Ordinal)),
        ];

        string message = Assert.Throws<InputException>(() => _checkout.Publication.Publish(sweep)).Message;

        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, _checkout.Files().Where(file => aside is null || !file.Key.StartsWith(aside, StringComparison.Ordinal)));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_checkout["results"]), entry => Path.GetFileName(entry).StartsWith('.'));
    }

    /// <summary>Makes a figure a little larger, in the last line that has it.</summary>
    private static void Edit(string run, string figure)
    {
        string file = Path.Combine(run, "cells.jsonl");
        string[] lines = File.ReadAllLines(file);
        int edited = Array.FindLastIndex(lines, line => line.Contains($"\"{figure}\":", StringComparison.Ordinal));
        lines[edited] = new Regex($"(?<=\"{figure}\":)[^,}}]*").Replace(
            lines[edited],
            number => (1.0001 * double.Parse(number.Value, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture),
            1
        );
        File.WriteAllText(file, string.Concat(lines.Select(line => line + "\n")));
    }

    private static void Damage(string file, string damage)
    {
        byte[] content = File.ReadAllBytes(file);
        File.Delete(file);
        switch (damage)
        {
            case "missing":
                break;
            case "truncated":
                File.WriteAllBytes(file, content[..(content.Length / 2)]);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "folder":
                Directory.CreateDirectory(file);
                break;
            case "another cell's":
                File.Copy(file.Replace("-l8-", "-l1-", StringComparison.Ordinal), file);
                break;
            default:
                File.WriteAllText(file, new JsonArray("text").ToJsonString() + "\n");
                break;
        }
    }
}
