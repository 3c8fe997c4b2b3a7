using System.CommandLine;
using ThroughputBench.Checks;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>The options with the limits and the baseline of a check.</summary>
internal sealed class CheckArguments
{
    private readonly Option<string> _budget = new("--budget")
    {
        Description = "The share of a step that the monitor may cost.",
        DefaultValueFactory = _ => "0.5%",
        HelpName = "share",
    };
    private readonly Option<string> _tolerance = new("--tolerance")
    {
        Description = "How much more expensive than in the baseline it may be, as a share of a step.",
        DefaultValueFactory = _ => "0.25%",
        HelpName = "share",
    };
    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = $"A run's folder to compare with, or {Baseline.None}. [default: this machine's latest published run]",
        HelpName = "run",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [.. AllButBaseline, _baseline];

    /// <summary>Those for a command that has its own baseline.</summary>
    public IReadOnlyList<Option> AllButBaseline => [_budget, _tolerance];

    /// <summary>Those that a comparison with a commit does not use.</summary>
    public IReadOnlyList<Option> AllButTolerance => [_budget, _baseline];

    /// <summary>Budget and tolerance.</summary>
    /// <exception cref="InputException">One of them is not a share.</exception>
    public CheckLimits ReadLimits(ParseResult parsed) =>
        new(
            Percentage.Parse(_budget.Name, parsed.GetRequiredValue(_budget)),
            Percentage.Parse(_tolerance.Name, parsed.GetRequiredValue(_tolerance))
        );

    /// <summary>Budget and tolerance as arguments for another process of this program.</summary>
    public IEnumerable<string> ToArguments(CheckLimits limits) =>
        [$"{_budget.Name}={Percentage.Of(limits.Budget)}", $"{_tolerance.Name}={Percentage.Of(limits.Tolerance)}"];

    /// <inheritdoc cref="Baseline.Find"/>
    public Baseline FindBaseline(ParseResult parsed, RunRecord now) => Baseline.Find(parsed.GetValue(_baseline), now);
}
