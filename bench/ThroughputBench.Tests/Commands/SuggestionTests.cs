using ThroughputBench.Commands;
using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>What the command line says to a word that it does not know.</summary>
[Collection(TrainingTests.Name)]
public sealed class SuggestionTests
{
    [Theory]
    [InlineData("swep", "sweep")]
    [InlineData("chekc --budget 1%", "check")]
    [InlineData("tset", "test")]
    [InlineData("sweep --acumulate 2", "--accumulate")]
    [InlineData("sweep --log-evry=2", "--log-every")]
    [InlineData("--quik", "--quick")]
    [InlineData("check --save", "--save-baseline")]
    [InlineData("check --libtroch x", "--libtorch")]
    public async Task A_typo_gets_a_suggestion(string commandLine, string meant)
    {
        Program.Outcome outcome = await Program.RunHereAsync(commandLine.Split(' '));

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.ErrorLines);
        Assert.Contains($"'{meant}'", line, StringComparison.Ordinal);
        Wording.Matches(line, commandLine);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("sweep mlp")]
    [InlineData("busi")] // near a command that is hidden
    [InlineData("info --accumulate")] // an option of other commands
    public async Task A_word_that_is_near_nothing_gets_none(string commandLine)
    {
        Program.Outcome outcome = await Program.RunHereAsync(commandLine.Split(' '));

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(Assert.Single(outcome.ErrorLines), commandLine);
    }

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ac", 1)]
    [InlineData("abc", "xbcy", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void A_distance_counts_letters_that_are_added_lost_replaced_or_swapped(string one, string other, int expected) =>
        Assert.Equal((expected, expected), (Suggestion.Distance(one, other), Suggestion.Distance(other, one)));
}
