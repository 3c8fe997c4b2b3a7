using System.Text.RegularExpressions;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>The README, and the version that it has the release notes of.</summary>
[Collection(ProcessTests.Name)]
public sealed partial class ReadmeTests
{
    private const int MostLines = 100;

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Clone.Root, "README.md"));

    [Fact]
    public void It_is_short() => Assert.InRange(Lines.Length, 1, MostLines);

    [Fact]
    public void The_first_command_in_it_answers_in_about_a_minute() =>
        Assert.StartsWith(
            "./run.sh sweep --quick ",
            Lines.First(line => line.StartsWith("./run.sh", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Every_command_in_it_is_one()
    {
        string help = (await Program.RunHereAsync("--help")).Output;
        string[] named = [.. Lines.SelectMany(line => Named().Matches(line)).Select(match => match.Groups[1].Value).Distinct()];

        Assert.Contains("compare", named);
        Assert.All(named, name => Assert.True(name == "test" || help.Contains($"\n  {name} ", StringComparison.Ordinal), name));
    }

    [Fact]
    public async Task The_version_is_printed_with_the_commit_and_is_the_latest_in_the_release_notes()
    {
        Program.Outcome outcome = await Program.RunAsync("--version");

        Match version = Version().Match(outcome.Output);
        Assert.True(version.Success, outcome.Output);
        string latest = Lines.SkipWhile(line => line != "## Release notes").First(line => line.StartsWith("- **", StringComparison.Ordinal));
        Assert.StartsWith($"- **{version.Groups[1].Value}** ", latest, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\./run\.sh ([a-z]+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"^(\d+\.\d+\.\d+)\+[0-9a-f]{40}\r?\n$")]
    private static partial Regex Version();
}
