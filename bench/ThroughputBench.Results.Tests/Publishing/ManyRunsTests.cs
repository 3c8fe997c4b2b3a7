using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ThroughputBench.Grid;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.History;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Publishing;

public sealed class ManyRunsTests(ITestOutputHelper output) : IDisposable
{
    private const int Runs = 200;

    private readonly Checkout _checkout = new(inMemory: true);

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void Only_the_pages_of_runs_that_changed_are_made_again()
    {
        const int Count = 60;
        for (int i = 0; i < Count; i++)
            Write(FinishedRun.Later(i), 0.001);
        Publication publication = _checkout.Publication;
        publication.Refresh();
        Assert.Equal(Count, publication.RunsMade);
        SortedDictionary<string, string> pages = _checkout.Files();

        Assert.Empty(publication.Refresh());
        Assert.Equal(0, publication.RunsMade);

        publication.Publish(_checkout.Sweep(FinishedRun.Later(Count)));
        Assert.Equal(1, publication.RunsMade);

        string name = FolderOf(FinishedRun.Later(7));
        File.AppendAllText(Path.Combine(name, "report.md"), "An edit.");
        File.Delete(Path.Combine(FolderOf(FinishedRun.Later(8)), "report.html"));
        Assert.Equal(2, publication.Refresh().Count);
        Assert.Equal(2, publication.RunsMade);

        FinishedRun.Write(_checkout["other"], FinishedRun.Later(7), overhead: 0.002);
        foreach (string file in (string[])["run.json", "cells.jsonl"])
            File.Copy(_checkout["other", file], Path.Combine(name, file), overwrite: true);
        Assert.NotEmpty(publication.Refresh());
        Assert.Equal(1, publication.RunsMade);

        string raw = Directory.EnumerateFiles(Path.Combine(name, RawData.Folder)).First();
        File.Copy(_checkout["other", RawData.Folder, Path.GetFileName(raw)], raw, overwrite: true);
        File.SetLastWriteTimeUtc(raw, DateTime.UnixEpoch);
        Assert.NotEmpty(publication.Refresh());
        Assert.Equal(1, publication.RunsMade);

        File.WriteAllText(_checkout["results", "runs", ".pages.jsonl"], "{ damaged");
        Assert.Empty(publication.Refresh());
        Assert.Equal(Count + 1, publication.RunsMade);
        Assert.Equal(pages.Keys, _checkout.Files().Keys.Intersect(pages.Keys));
    }

    [Fact]
    public void What_is_noted_of_pages_hides_no_damage_and_no_page_too_many()
    {
        Write(FinishedRun.Record, 0.001);
        Write(FinishedRun.Later(1), 0.001);
        Publication publication = _checkout.Publication;
        publication.Refresh();

        string readme = File.ReadAllText(_checkout["README.md"]);
        File.WriteAllText(
            _checkout["README.md"],
            readme.Replace(ReadmeTables.End, $"An edit.\n{ReadmeTables.End}", StringComparison.Ordinal)
        );
        Assert.Equal(["README.md"], publication.Refresh());
        Assert.Equal(readme, File.ReadAllText(_checkout["README.md"]));

        File.WriteAllText(Path.Combine(FolderOf(FinishedRun.Record), "plots", "left-over.svg"), "<svg/>");
        Assert.Equal(["left-over.svg"], publication.Refresh().Select(Path.GetFileName));

        File.Delete(Path.Combine(FolderOf(FinishedRun.Later(1)), "cells.jsonl"));
        Wording.Matches(_checkout.Unrooted(Assert.Throws<InputException>(() => publication.Refresh()).Message));

        Directory.Delete(FolderOf(FinishedRun.Later(1)), recursive: true);
        Assert.Contains("README.md", publication.Refresh());
        Assert.Equal(0, publication.RunsMade);
    }

    [Fact]
    public void A_check_does_not_trust_what_is_noted_of_pages()
    {
        Write(FinishedRun.Record, 0.001);
        _checkout.Publication.Refresh();
        string page = Path.Combine(FolderOf(FinishedRun.Record), "report.md"),
            notes = _checkout["results", "runs", ".pages.jsonl"],
            before = Sha256(page);
        File.AppendAllText(page, "An edit.");
        File.WriteAllText(notes, File.ReadAllText(notes).Replace(before, Sha256(page), StringComparison.Ordinal));

        Assert.Empty(_checkout.Publication.Refresh());
        Assert.Equal(["report.md"], _checkout.Publication.Stale().Select(file => Path.GetFileName(file)));
    }

    /// <summary>
    /// A thousand runs with the records and raw data of the newest published one: what a user waits for. It takes minutes, and reads
    /// gigabytes.
    /// </summary>
    [Theory(Explicit = true)]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    public void A_thousand_published_runs(int count, bool thinned)
    {
        using var checkout = new Checkout(); // on the disk
        string newest = new DirectoryInfo(Path.Combine(Clone.Root, "results", "intel-xeon-2c-linux-x64"))
                .EnumerateDirectories("20*")
                .MaxBy(folder => folder.Name, StringComparer.Ordinal)!
                .FullName,
            template = checkout["template"],
            next = checkout["results", "runs", FinishedRun.Later(count).RunId];
        RunRecord known = RunFolder.Read(newest).Run;
        Again(newest, known, FinishedRun.Later(count), next);
        RunCopy.Write(newest, template);
        if (thinned)
            RunThinning.Plan(template, Samples.Start).Do();
        for (int i = 0; i < count; i++)
        {
            RunRecord run = FinishedRun.Later(i);
            Again(template, known, run, checkout["results", known.Machine.Name, NameOf(run)]);
        }

        Publication publication = checkout.Publication;
        Assert.Equal(count, Timed("from nothing", () => publication.Refresh()));
        Assert.Equal(0, Timed("nothing changed", () => publication.Refresh()));
        Assert.Equal(1, Timed("one more", () => publication.Publish(next)));

        int Timed(string what, Action make)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            make();
            using var process = Process.GetCurrentProcess();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} runs{(thinned ? ", thinned" : "")}, {what}: {publication.RunsMade} made in "
                        + $"{watch.Elapsed.TotalSeconds:F1} s, {(process.TotalProcessorTime - before).TotalSeconds:F1} s of processor, "
                        + $"at most {process.PeakWorkingSet64 / 1e6:F0} MB"
                )
            );
            return publication.RunsMade;
        }
    }

    /// <summary>Another run with the same records; its raw data are the same files.</summary>
    private static void Again(string template, RunRecord known, RunRecord run, string folder)
    {
        Directory.CreateDirectory(folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, RawData.Folder), Path.Combine(template, RawData.Folder));
        foreach (string file in (string[])["run.json", "cells.jsonl"])
        {
            File.WriteAllText(
                Path.Combine(folder, file),
                File.ReadAllText(Path.Combine(template, file))
                    .Replace(known.RunId, run.RunId, StringComparison.Ordinal)
                    .Replace(known.Commit, run.Commit, StringComparison.Ordinal)
                    .Replace(Json(known.StartedUtc), Json(run.StartedUtc), StringComparison.Ordinal)
                    .Replace(Json(known.EndedUtc!.Value), Json(run.EndedUtc!.Value), StringComparison.Ordinal)
            );
        }
        RunFolder.WriteRun(folder, RunFolder.ReadRun(folder) with { CellsSha256 = CellLog.DigestOf(folder) });
    }

    [Fact]
    public void Two_hundred_published_runs_have_an_index_of_less_than_a_megabyte_and_pages_that_stay_small()
    {
        RunOptions wholeGrid = Samples.Options with { Accumulate = GridOptions.DefaultAccumulate, LogEvery = GridOptions.DefaultLogEvery };
        for (int i = 0; i < Runs; i++)
        {
            // As publish would leave them, at the pace of a test.
            RunRecord run = FinishedRun.Later(i) with { Options = wholeGrid };
            Write(run, i < Runs / 2 ? 0.001 : 0.002);
        }

        var watch = Stopwatch.StartNew();
        _checkout.Publication.Publish(_checkout.Sweep(FinishedRun.Later(Runs) with { Options = wholeGrid }));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"published the first time: {watch.Elapsed.TotalSeconds:F1} s"));
        watch.Restart();
        Assert.Empty(_checkout.Publication.Refresh());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"published again: {watch.Elapsed.TotalSeconds:F1} s"));

        string machine = _checkout["results", Samples.Machine.Name];
        Assert.All(
            [
                _checkout["results", "README.md"],
                _checkout["results", "index.html"],
                Path.Combine(machine, "README.md"),
                Path.Combine(machine, "index.html"),
                .. Directory.EnumerateFiles(machine, "report.html", SearchOption.AllDirectories),
            ],
            page => Assert.InRange(new FileInfo(page).Length, 1, 1_000_000)
        );
        string[] history =
        [
            .. HistorySection
                .Of(ResultsFolder.Read(_checkout["results"]).Runs)
                .OfType<Block.Figure>()
                .Select(figure => figure.Plot.Finding),
        ];
        Wording.Matches(string.Join('\n', history));
        Assert.All(history, finding =>
            Assert.Contains(Markdown.Escape(finding), File.ReadAllText(Path.Combine(machine, "README.md")), StringComparison.Ordinal)
        );
    }

    private void Write(RunRecord run, double overhead) => FinishedRun.Write(FolderOf(run), run, overhead);

    private string FolderOf(RunRecord run) => _checkout["results", run.Machine.Name, NameOf(run)];

    private static string NameOf(RunRecord run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.StartedUtc:yyyy-MM-dd}-{run.Commit}");

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static string Json(DateTimeOffset time) => JsonSerializer.Serialize(time).Trim('"');
}
