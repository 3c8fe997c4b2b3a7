using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports;

/// <summary>How the time of a training divides among phases.</summary>
internal static class LedgerSection
{
    /// <summary>Its blocks; none if it was not measured.</summary>
    /// <param name="ledgers">What <c>ledgers.jsonl</c> holds.</param>
    public static IEnumerable<Block> Of(IReadOnlyList<LedgerRecord> ledgers)
    {
        if (ledgers.Count == 0)
            yield break;
        double furthest = ledgers.Max(ledger => Math.Abs(ledger.Seconds.Sum() / ledger.WallSeconds - 1));
        yield return new Block.Heading(2, "How the time of a training is spent");
        yield return new Block.Paragraph(
            "A short training of each workload with the monitor, and a logger that does nothing, kept a ledger: each moment belongs "
                + "to one phase. "
                + $"The phases sum to the time by the harness's clock within {Figures.Share(furthest)}."
                + (
                    ledgers.Any(ledger => ledger.Device != "cpu")
                        ? " On a device they show the host's time; the host runs ahead of the device."
                        : ""
                )
        );
        yield return new Block.Figure(
            LedgerPlot.Of(ledgers, "ledger"),
            new Table(
                "Share of each phase in the time of a training",
                ["Training", .. ledgers[0].Seconds.All().Select(phase => " " + NameOf(phase.Phase)), " Per micro-batch", " Measured for"],
                [.. ledgers.Select(Row)]
            )
        );
    }

    private static IReadOnlyList<Field> Row(LedgerRecord ledger) =>
        [
            ledger.ToCell().ToString(),
            .. ledger.Seconds.All().Select(phase => (Field)Figures.Share(ledger.Seconds.Share(phase.Phase))),
            Figures.Time(ledger.WallSeconds / ledger.Batches * 1e9),
            string.Create(CultureInfo.InvariantCulture, $"{ledger.WallSeconds:0.00} s"),
        ];

    private static string NameOf(TimePhase phase)
    {
        string words = LedgerPlot.WordsFor(phase);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
