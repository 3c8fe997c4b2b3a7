using System.Diagnostics;
using ThroughputBench.Tests.Publishing;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

[Collection(ProcessTests.Name)]
public sealed class PublishCommandTests : IDisposable
{
    private readonly Checkout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_run_is_published_checked_and_found_edited()
    {
        string name = Path.GetFileName(_checkout.Sweep());
        _checkout.Sweep(FinishedRun.Later(1));

        Program.Outcome published = await RunAsync(name);
        Program.Outcome again = await RunAsync();
        Program.Outcome sound = await RunAsync("--check");
        File.AppendAllText(_checkout["results", "index.html"], "<!-- edited -->");
        Program.Outcome edited = await RunAsync("--check");

        Assert.Equal((0, 0, 0, 1), (published.ExitCode, again.ExitCode, sound.ExitCode, edited.ExitCode));
        Wording.Matches(published.Output);
        Assert.Equal("Every page was up to date.\n", again.Output);
        Assert.Equal(["Not published: later-1. Publish one with ./run.sh publish NAME."], again.ErrorLines);
        Assert.Equal("Every page matches the records.\n", sound.Output);
        Assert.Equal("results/index.html differs from what the records give\nMake them again: ./run.sh publish\n", edited.Output);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("README.md")]
    [InlineData("results")]
    [InlineData("{nothing}")]
    [InlineData("--check results")]
    public async Task What_cannot_be_published_is_bad_input(string commandLine)
    {
        string[] arguments =
        [
            .. commandLine
                .Split(' ')
                .Select(word =>
                    word == "{nothing}" ? ""
                    : word.StartsWith('-') || word == "nowhere" ? word
                    : _checkout[word]
                ),
        ];

        Program.Outcome outcome = await RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(LineOf(outcome), commandLine);
        Assert.Empty(outcome.Output);
        Assert.Equal(["README.md"], _checkout.Files().Keys);
    }

    [Theory]
    [InlineData("{0}\nx\n<!-- results:begin -->\n<!-- results:end -->\n", "both markers")]
    [InlineData("{0}\n<!-- results:end -->\n", "the end")]
    [InlineData("<<<<<<< HEAD\n{0}\n=======\n>>>>>>> branch\n", "a conflict")]
    [InlineData("{0}\n>>>>>>> branch\n", "the end of a conflict")]
    public async Task A_README_with_two_pairs_of_markers_or_an_unfinished_merge_is_refused_by_publish_and_by_its_check(
        string format,
        string what
    )
    {
        string readme = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, _checkout.Readme);
        File.WriteAllText(_checkout["README.md"], readme);

        foreach (
            string[] command in (string[][])
                [
                    ["publish", "--check", "--into", _checkout.Root],
                    ["publish", "--into", _checkout.Root],
                    ["publish", _checkout.Sweep(), "--into", _checkout.Root],
                ]
        )
        {
            Program.Outcome outcome = await Program.RunHereAsync(command);

            Assert.Equal(2, outcome.ExitCode);
            Wording.Matches(LineOf(outcome), what);
            Assert.Equal(readme, _checkout.Readme);
            Assert.Equal(["README.md"], _checkout.Files().Keys);
        }
    }

    private string LineOf(Program.Outcome outcome) =>
        Assert.Single(outcome.ErrorLines).Replace(_checkout.Root, "CHECKOUT", StringComparison.Ordinal);

    private Task<Program.Outcome> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = Program.StartInfo(["publish", "--into", _checkout.Root, .. arguments]);
        start.WorkingDirectory = _checkout.Root;
        return Program.RunAsync(start);
    }
}
