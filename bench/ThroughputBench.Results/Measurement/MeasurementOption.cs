using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>
/// One option that says what is measured and how: its words on the command line, its meaning, how it stands in records, and whether runs
/// that differ in it can be compared. The command line, the command that repeats a run, <see cref="RunOptions.KeyOf"/> and
/// <see cref="Checks.Comparability"/> are made from these; see <see cref="MeasurementOptions"/>.
/// </summary>
internal sealed record MeasurementOption
{
    /// <summary>Its name on the command line: for example <c>--threads</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What its value is called in the help: for example <c>number</c>.</summary>
    public required string HelpName { get; init; }

    /// <summary>What it means, as a sentence of the help, without the default.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// The text that is read if it is not given; <see langword="null"/> if nothing is, and <see cref="DefaultWords"/> say what that means.
    /// A command can have a default of its own.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>The default as the help shows it, if there is no text that would give it.</summary>
    public string? DefaultWords { get; init; }

    /// <summary>The property of <see cref="RunOptions"/> that keeps it, as <c>run.json</c> has it: for example <c>threads</c>.</summary>
    public required string Property { get; init; }

    /// <summary>
    /// Reads its text. What it gives changes a request. Throws <see cref="InputException"/> with a line for the user if the text cannot be
    /// used.
    /// </summary>
    public required Func<string, MeasurementChange> Read { get; init; }

    /// <summary>Its text in a command that repeats a run; <see langword="null"/> if it is not given there.</summary>
    public required Func<RunOptions, string?> Write { get; init; }

    /// <summary>
    /// Its value in the key of a workload's records, <see langword="null"/> if it is not in that key. It is there if the same cell measured
    /// with another value is another measurement.
    /// </summary>
    public Func<RunOptions, string, string?> KeyValue { get; init; } = (_, _) => null;

    /// <summary>How two runs with different values compare.</summary>
    public ComparisonRule Comparison { get; init; }

    /// <summary>
    /// Its value in a run for a workload, as a comparison shows it; <see langword="null"/> if the run does not say.
    /// </summary>
    public Func<RunOptions, string, string?> ComparedValue { get; init; } = (_, _) => null;

    /// <summary>Whether it is on or off: its value is <c>true</c> or <c>false</c>, and its name alone means <c>true</c>.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>The name without its hyphens: the word in a key.</summary>
    public string Word => Name.TrimStart('-');
}
