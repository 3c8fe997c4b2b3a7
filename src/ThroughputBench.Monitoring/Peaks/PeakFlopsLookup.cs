namespace ThroughputBench.Monitoring.Peaks;

/// <summary>Finds a chip's peak in <see cref="PeakFlopsTable"/>, by the name that its driver gives it.</summary>
internal static class PeakFlopsLookup
{
    public static PeakFlopsAnswer Find(string name, FlopDtype dtype)
    {
        HashSet<string> words = ChipPeaks.Words(name);
        if (Array.Find(PeakFlopsTable.Chips, chip => chip.Is(words)) is not { } found)
        {
            return new PeakFlopsAnswer(
                PeakFlopsStatus.UnknownChip,
                $"No peak is listed for the chip '{name}'{Similar(words)}: give the peak, or measure it."
            );
        }

        string dtypeName = PeakFlops.NameOf(dtype);
        if (found.Dense.TryGetValue(dtype, out double perSecond))
            return new PeakFlopsAnswer(PeakFlops.Create(perSecond, dtype, found.Name, found.Source));
        return found.Generation.Unsupported.Contains(dtype)
            ? new PeakFlopsAnswer(
                PeakFlopsStatus.UnsupportedDtype,
                $"{dtypeName} is not supported by the chip {found.Name} ({found.Generation.Name}): choose another dtype."
            )
            : new PeakFlopsAnswer(
                PeakFlopsStatus.UnlistedDtype,
                $"No {dtypeName} peak is listed for the chip {found.Name}: give the peak, or measure it."
            );
    }

    private static string Similar(HashSet<string> words)
    {
        string[] similar = [.. PeakFlopsTable.Chips.Where(chip => chip.Resembles(words)).Select(chip => chip.Name)];
        return similar.Length == 0 ? "" : $" (listed is {string.Join(", ", similar)})";
    }
}
