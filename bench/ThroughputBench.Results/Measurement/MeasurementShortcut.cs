namespace ThroughputBench.Measurement;

/// <summary>
/// A word of the command line that stands for several options. What is given beside it wins, and records hold what it stands for, not the
/// word.
/// </summary>
internal sealed record MeasurementShortcut
{
    /// <summary>Its name on the command line: for example <c>--quick</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, as a sentence of the help.</summary>
    public required string Purpose { get; init; }

    /// <summary>The options that it stands for, with their texts.</summary>
    public required IReadOnlyList<(MeasurementOption Option, string Text)> StandsFor { get; init; }

    /// <summary>What the help says of it.</summary>
    public string Description =>
        $"{Purpose} Stands for {string.Join(' ', StandsFor.Select(part => $"{part.Option.Name} {part.Text}"))}; options that are given win. [default: off]";
}
