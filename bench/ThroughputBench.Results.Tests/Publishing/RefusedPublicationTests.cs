using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ThroughputBench.Grid;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Publishing;

/// <summary>Runs that are not published, each with its reason in one line; nothing is written then.</summary>
public sealed class RefusedPublicationTests : IDisposable
{
    private const string Machine = "amd-epyc-2c-linux-x64",
        Day = "2026-11-24-447a192982";

    private readonly Checkout _checkout = new(inMemory: true);

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void A_run_that_was_published_is_not_published_again_with_other_records()
    {
        string sweep = _checkout.Sweep();
        _checkout.Publication.Publish(sweep);
        File.AppendAllText(Path.Combine(sweep, "cells.jsonl"), "\n");

        Wording.Matches(RefusedAndUntouched(sweep));
    }

    [Fact]
    public void A_run_of_a_tree_with_changes_is_refused() =>
        Refused(FinishedRun.Record with { Dirty = true });

    [Fact]
    public void A_run_of_a_tree_of_which_git_said_nothing_is_refused_without_a_word_of_changes() =>
        Refused(FinishedRun.Record with { Dirty = null });

    [Fact]
    public void A_run_of_no_known_commit_is_refused() =>
        Refused(FinishedRun.Record with { Commit = GitFacts.Unknown, Dirty = null });

    [Fact]
    public void A_run_whose_commit_leads_elsewhere_is_refused() =>
        Refused(FinishedRun.Record with { Commit = "../../x" });

    [Fact]
    public void A_run_that_was_interrupted_is_refused() =>
        Refused(FinishedRun.Record with { State = RunState.Interrupted });

    [Fact]
    public void A_run_with_a_known_fault_is_refused() =>
        Refused(FinishedRun.Record with { Options = Samples.Options with { Fault = "slow=1%" } });

    [Fact]
    public void A_shard_is_refused() =>
        Refused(FinishedRun.Record with { Options = Samples.Options with { Shard = new Shard(1, 2) } });

    [Theory]
    [InlineData("worstError", false)]
    [InlineData("meanOverhead", false)]
    [InlineData("meanOverhead", true)]
    [InlineData("medianNanoseconds", true)]
    public void An_edited_figure_is_refused_even_if_its_digest_was_edited_too(string figure, bool withDigest)
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        string sweep = _checkout.Sweep(FinishedRun.Later(1));
        Edit(sweep, figure);
        if (withDigest)
            RunFolder.WriteRun(sweep, RunFolder.ReadRun(sweep) with { CellsSha256 = CellLog.DigestOf(sweep) });

        // The last digits may differ from processor to processor.
        string message = new Regex(@"([0-9]\.[0-9]{6})[0-9]+").Replace(RefusedAndUntouched(sweep), "$1…");
        Wording.Matches(message, withDigest ? $"{figure} and the digest" : figure);
    }

    [Fact]
    public void A_published_figure_that_was_edited_is_found_by_the_check_too()
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        Edit(_checkout["results", Machine, Day], "worstError");

        foreach (Func<object> look in (Func<object>[])[_checkout.Publication.Stale, _checkout.Publication.Refresh])
            Wording.Matches(_checkout.Unrooted(Assert.Throws<InputException>(look).Message));
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

        Assert.Contains(Path.GetFileName(file), RefusedAndUntouched(sweep), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("cells.jsonl")]
    [InlineData("pairs/cpu-mlp-b32-a1-l8-batches.overhead.blocks.gz")]
    public void If_a_published_run_is_damaged_nothing_is_published_or_made_again(string file)
    {
        _checkout.Publication.Publish(_checkout.Sweep());
        Damage(_checkout["results", Machine, Day, file], "truncated");

        Assert.Contains(Path.GetFileName(file), RefusedAndUntouched(_checkout.Sweep(FinishedRun.Later(1))), StringComparison.Ordinal);
        Assert.Throws<InputException>(_checkout.Publication.Stale);
        Assert.Throws<InputException>(_checkout.Publication.Refresh);
    }

    [Fact]
    public void Without_markers_in_the_README_nothing_is_published()
    {
        File.WriteAllText(_checkout["README.md"], "# A project\n");

        Wording.Matches(RefusedAndUntouched(_checkout.Sweep()));
    }

    [Fact]
    public void A_folder_that_is_no_checkout_is_refused() => Assert.Throws<InputException>(() => new Publication(_checkout["results"]));

    private void Refused(RunRecord run, [CallerMemberName] string test = "") =>
        Wording.Matches(RefusedAndUntouched(FinishedRun.Write(_checkout["sweep"], run), "sweep/"), test: test);

    /// <returns>The message.</returns>
    private string RefusedAndUntouched(string sweep, string? aside = null)
    {
        KeyValuePair<string, string>[] before =
        [
            .. _checkout.Files().Where(file => aside is null || !file.Key.StartsWith(aside, StringComparison.Ordinal)),
        ];

        string message = Assert.Throws<InputException>(() => _checkout.Publication.Publish(sweep)).Message;

        Assert.DoesNotContain('\n', message);
        Assert.Equal(before, _checkout.Files().Where(file => aside is null || !file.Key.StartsWith(aside, StringComparison.Ordinal)));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_checkout["results"]), entry => Path.GetFileName(entry).StartsWith('.'));
        return _checkout.Unrooted(message);
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
