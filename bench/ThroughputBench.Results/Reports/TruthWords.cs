using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>Whether the monitor's figures are right, in words.</summary>
internal static class TruthWords
{
    /// <summary>A log that is off by more is worth a reason.</summary>
    private const double WorthAReason = 0.01;

    /// <summary>The answer as a large figure; <see langword="null"/> if nothing was compared.</summary>
    /// <param name="cells">The run's records.</param>
    public static AnswerLine? Line(IReadOnlyList<CellRecord> cells)
    {
        AgreementRecord[] agreements = [.. cells.Select(cell => cell.Agreement).OfType<AgreementRecord>()];
        VerificationRecord[] verified = [.. cells.Select(cell => cell.Verification).OfType<VerificationRecord>()];
        int wrong = cells.Count(cell => cell.Agreement is { Agrees: false } || cell.Verification is { Agrees: false }),
            judged = cells.Count(cell => cell.Agreement is not null || cell.Verification is not null);
        if (agreements.Length == 0)
            return verified.Length == 0 ? null : WithoutRates(verified, wrong);
        string run = Figures.Share(agreements.Max(agreement => Math.Abs(agreement.RunError)));
        string sure = $"95 of 100 logs agree to within {Figures.Share(agreements.Max(agreement => agreement.P95Error))}. {Worst(cells)}";
        if (verified.Length > 0 && verified.All(verification => verification.Agrees))
        {
            sure += string.Create(
                CultureInfo.InvariantCulture,
                $" All {verified.Sum(verification => verification.Figures):N0} figures of trainings whose right values are known are right."
            );
        }
        return new AnswerLine(
            wrong == 0 ? $"Yes, to within {run}" : $"No, wrong in {wrong} of {Figures.Count(judged, "cell")}",
            wrong == 0
                ? "of an independent clock's samples/s, over whole runs"
                : $"against an independent clock and known trainings; over whole runs off by up to {run}",
            sure,
            IsBad: wrong > 0
        );
    }

    private static AnswerLine WithoutRates(VerificationRecord[] verified, int wrong) =>
        new(
            wrong == 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Yes, all {verified.Sum(verification => verification.Figures):N0} that were verified"
                )
                : $"No, wrong in {wrong} of {Figures.Count(verified.Length, "cell")}",
            "in trainings whose right values are known",
            "Its samples/s were not compared with an independent clock's.",
            IsBad: wrong > 0
        );

    /// <summary>
    /// The log that is furthest off, with the reason if there is only one: if the whole run of its cell agrees, the monitor counted and
    /// timed all of it, and what parts the two clocks for one log lies between their readings.
    /// </summary>
    /// <param name="cells">The run's records; at least one has an agreement.</param>
    public static string Worst(IReadOnlyList<CellRecord> cells)
    {
        CellRecord cell = cells.Where(cell => cell.Agreement is not null).MaxBy(cell => cell.Agreement!.WorstError)!;
        AgreementRecord worst = cell.Agreement!;
        long logs = cells.Sum(cell => (long)(cell.Agreement?.Logs ?? 0));
        string off = string.Create(
            CultureInfo.InvariantCulture,
            $"One log of {logs:N0} is off by {Figures.Share(worst.WorstError)} ({cell.Cell})"
        );
        return worst.Agrees && worst.WorstError > WorthAReason && Math.Abs(worst.RunError) < WorthAReason / 10
            ? $"{off}: the clocks are read one after the other, and the system can take the processor away between the two readings. "
                + $"Over that whole run they agree to within {Figures.Share(worst.RunError)}."
            : $"{off}.";
    }
}
