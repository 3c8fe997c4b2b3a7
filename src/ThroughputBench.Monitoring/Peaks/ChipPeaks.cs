using System.Text.RegularExpressions;

namespace ThroughputBench.Monitoring.Peaks;

/// <summary>One chip of the table.</summary>
/// <param name="Name">The name that answers use.</param>
/// <param name="Generation">What its matrix units can multiply.</param>
/// <param name="Source">The data sheet's link.</param>
/// <param name="Names">How it is recognised: one of these lines of words must be in the name…</param>
/// <param name="Extras">…and whatever else is in the name must be among these words.</param>
/// <param name="Dense">Dense FLOP/s by dtype.</param>
internal sealed partial record ChipPeaks(
    string Name,
    ChipGeneration Generation,
    string Source,
    string[] Names,
    string Extras,
    IReadOnlyDictionary<FlopDtype, double> Dense
)
{
    private readonly HashSet<string>[] _names = [.. Names.Select(Words)];
    private readonly HashSet<string> _extras = Words(Extras);

    /// <summary>A chip's name as a set of words in upper case: <c>NVIDIA A100-SXM4-80GB</c> has four.</summary>
    public static HashSet<string> Words(string name) => [.. Separators().Split(name.ToUpperInvariant()).Where(word => word.Length > 0)];

    /// <summary>Whether a name made of these words can be this chip's only.</summary>
    public bool Is(HashSet<string> words) =>
        _names.Any(name => name.IsSubsetOf(words) && words.All(word => name.Contains(word) || _extras.Contains(word)));

    /// <summary>Whether these words hold the chip's model (its first word), even beside words that belong to another chip.</summary>
    public bool Resembles(HashSet<string> words) => Names.Any(name => words.Contains(name.Split(' ')[0].ToUpperInvariant()));

    [GeneratedRegex("[^A-Z0-9]+")]
    private static partial Regex Separators();
}
