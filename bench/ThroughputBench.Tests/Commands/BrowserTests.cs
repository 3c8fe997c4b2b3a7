using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Publishing;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>Published pages in a real browser: see <c>Browser/look.mjs</c>, and <c>Browser/install.sh</c> for what it needs.</summary>
public sealed class BrowserTests : IDisposable
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

        Program.Outcome outcome = await LookAsync(
            node,
            chromium,
            "index.html",
            $"{Samples.Machine.Name}/index.html",
            $"{troubled.Path}/report.html"
        );

        Assert.True(outcome.ExitCode == 0 && outcome.Output == "24 views, 0 problems\n", outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task A_page_with_something_wrong_in_it_is_found_out()
    {
        (string node, string chromium) = Installed();
        await File.WriteAllTextAsync(
            _checkout["results", "wrong.html"],
            """<!DOCTYPE html><html><head><title>x</title></head><body><img src="elsewhere.png"><figure><svg width="300" height="90"></svg></figure><script>console.error("oh")</script><div style="width:2000px">wide</div></body></html>""",
            TestContext.Current.CancellationToken
        );

        Program.Outcome outcome = await LookAsync(node, chromium, "wrong.html");

        Assert.Equal(1, outcome.ExitCode);
        Assert.All(
            [
                "console: oh",
                "a request to",
                "a plot is not drawn",
                "lacks its title",
                "there is a script",
                "px wide in a window of 360",
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

    private Task<Program.Outcome> LookAsync(string node, string chromium, params IEnumerable<string> pages) =>
        RunAsync(
            node,
            [
                Path.Combine(Scripts, "look.mjs"),
                chromium,
                Environment.GetEnvironmentVariable("SCREENSHOTS") ?? "",
                _checkout["results"],
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
