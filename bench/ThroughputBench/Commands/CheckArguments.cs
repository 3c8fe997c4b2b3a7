using System.CommandLine;
using ThroughputBench.Checks;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>The options with the limits and the baseline of a check.</summary>
internal sealed class CheckArguments
{
    private readonly ParsedOption<double> _budget = new(
        "--budget",
        "share",
        "The share of a step that the monitor may cost.",
        text => Percentage.Parse("--budget", text),
        byDefault: "0.5%"
    );
    private readonly ParsedOption<double> _tolerance = new(
        "--tolerance",
        "share",
        "How much more than in the baseline it may cost, as a share of a step.",
        text => Percentage.Parse("--tolerance", text),
        byDefault: "0.25%"
    );
    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = $"What to compare with: a saved baseline, a run's name or folder, or {Baseline.None}. [default: this "
            + "machine's latest published run]",
        HelpName = "name",
    };
    private readonly Option<string?> _save = new("--save-baseline")
    {
        Description = "Keep the run under this name if it is good; one of this name is replaced. [default: not kept]",
        HelpName = "name",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [.. AllButBaseline, _baseline, _save];

    /// <summary>Those for a command that has its own baseline.</summary>
    public IReadOnlyList<Option> AllButBaseline => [_budget, _tolerance];

    /// <summary>Those that a comparison with a commit does not use.</summary>
    public IReadOnlyList<Option> AllButTolerance => [_budget, _baseline, _save];

    /// <summary>The name to keep the run under; <see langword="null"/> if it is not kept.</summary>
    /// <exception cref="InputException">It cannot be a name.</exception>
    public string? ReadNameToSave(ParseResult parsed)
    {
        string? name = parsed.GetValue(_save);
        if (name is not null)
            SavedBaselines.RequireName(name);
        return name;
    }

    /// <summary>Budget and tolerance.</summary>
    public CheckLimits ReadLimits(ParseResult parsed) => new(_budget.ValueIn(parsed), _tolerance.ValueIn(parsed));

    /// <summary>Budget and tolerance as arguments for another process of this program.</summary>
    public IEnumerable<string> ToArguments(CheckLimits limits) =>
        [$"{_budget.Name}={Percentage.Of(limits.Budget)}", $"{_tolerance.Name}={Percentage.Of(limits.Tolerance)}"];

    /// <inheritdoc cref="Baseline.Find"/>
    public Baseline FindBaseline(ParseResult parsed, RunRecord now) => Baseline.Find(parsed.GetValue(_baseline), now);
}
