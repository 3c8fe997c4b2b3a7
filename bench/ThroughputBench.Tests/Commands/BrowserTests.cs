using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Publishing;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Published pages in a real browser: see <c>Browser/look.mjs</c>, and <c>Browser/install.sh</c> for what it needs.</summary>
public sealed class BrowserTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Scripts = Path.Combine(Clone.Root, "bench", "ThroughputBench.Tests", "Browser");

    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Pages_are_drawn_whole_ask_for_nothing_and_can_be_used_by_everyone()
    {
        (string node, string chromium) = Installed();
        for (int i = 0; i <= ChangePoints.MinimumLength; i++)
        {
            _checkout.Publication.Publish(
                _checkout.Sweep(FinishedRun.Later(i), overhead: i <= ChangePoints.MinimumLength / 2 ? 0.001 : 0.003)
            );
        }

        PublishedRun troubled = _checkout.Publication.Publish(FinishedRun.Write(_checkout["troubled"], Troubled, overhead: 0.003)).Run;

        foreach (string written in new[] { RawDataWords.Description, RawDataWords.Reader })
            File.Copy(Path.Combine(Clone.Root, "results", written), _checkout["results", written]);

        Program.Outcome outcome = await LookAsync(
            node,
            chromium,
            _checkout["results"],
            "index.html",
            $"{Samples.Machine.Name}/index.html",
            $"{troubled.Path}/report.html"
        );

        Assert.True(outcome.ExitCode == 0 && Summary(outcome) == "15 views, 0 problems", outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task What_this_repository_publishes_fits_a_phone_a_tablet_and_a_desk()
    {
        (string node, string chromium) = Installed();
        IReadOnlyList<PublishedRun> runs = ResultsFolder.Read(Path.Combine(Clone.Root, "results")).Runs;
        PublishedRun newest = ReadmeTables.Choose(runs)!;
        string[] pages =
        [
            "index.html",
            $"{newest.Machine}/index.html",
            $"{newest.Path}/report.html",
            .. runs.Where(run => run.Recorded.Run.Options.Devices.Contains("cuda"))
                .OrderByDescending(run => run.Recorded.Cells.Count)
                .Take(1)
                .Select(run => $"{run.Path}/report.html"),
        ];

        Program.Outcome outcome = await LookAsync(node, chromium, Path.Combine(Clone.Root, "results"), pages);

        output.WriteLine(outcome.Output);
        Assert.True(outcome.ExitCode == 0 && Summary(outcome) == $"{5 * pages.Length} views, 0 problems", outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task A_page_with_something_wrong_in_it_is_found_out()
    {
        (string node, string chromium) = Installed();
        await File.WriteAllTextAsync(
            _checkout["results", "wrong.html"],
            """<!DOCTYPE html><html><head><title>x</title></head><body><img src="elsewhere.png"><figure><svg width="300" height="90"></svg></figure><script>console.error("oh")</script><a href="nowhere.html#x">away</a><div class="table" style="overflow:auto;height:9px" aria-label="T"><table style="width:999px"><tbody><tr><th>1</th><td>2</td></tr></tbody></table></div><div style="width:2000px">wide</div></body></html>""",
            TestContext.Current.CancellationToken
        );

        Program.Outcome outcome = await LookAsync(node, chromium, _checkout["results"], "wrong.html");

        Assert.Equal(1, outcome.ExitCode);
        Assert.All(
            [
                "console: oh",
                "a request to",
                "a plot is not drawn",
                "lacks its title",
                "there is a script",
                "px wide in a window of 390",
                "a link leads nowhere: nowhere.html#x",
                "a box scrolls and cannot be reached by keyboard",
                "a box scrolls sideways and does not show it: T",
                "a table of 1 rows is cut: T",
                "a table loses its first column when it scrolls: T",
                "axe: html-has-lang",
                "axe: image-alt",
                "the ground is",
            ],
            problem => Assert.Contains(problem, outcome.Output, StringComparison.Ordinal)
        );
    }

    /// <summary>Two workloads, text that is markup and text that is long.</summary>
    private static RunRecord Troubled { get; } =
        FinishedRun.Later(40) with
        {
            RunId = "troubled",
            Disturbances = ["<script>alert(1)</script>", new string('x', 300)],
            Options = Samples.Options with { Workloads = [new WorkloadSize("mlp", 32), new WorkloadSize("convnet", 4)] },
        };

    private static Task<Program.Outcome> RunAsync(string program, params IEnumerable<string> arguments) =>
        Program.RunAsync(new ProcessStartInfo(program, arguments));

    private static string Summary(Program.Outcome outcome) => outcome.Output.TrimEnd().Split('\n')[^1];

    private static Task<Program.Outcome> LookAsync(string node, string chromium, string root, params IEnumerable<string> pages) =>
        RunAsync(
            node,
            [
                Path.Combine(Scripts, "look.mjs"),
                chromium,
                Environment.GetEnvironmentVariable("SCREENSHOTS") ?? "",
                root,
                .. pages,
            ]
        );

    private static (string Node, string Chromium) Installed()
    {
        string? node = OnPath("node"),
            chromium = OnPath("chromium") ?? OnPath("chromium-browser") ?? OnPath("google-chrome");
        Assert.SkipWhen(
            node is null || chromium is null || !Directory.Exists(Path.Combine(Scripts, "node_modules")),
            "Needs node, Chromium and two npm packages: bench/ThroughputBench.Tests/Browser/install.sh installs them."
        );
        return (node, chromium);
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
