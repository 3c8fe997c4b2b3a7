using System.Globalization;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>Sentences on the verified figures, and on the memory that the monitor allocates.</summary>
internal static class VerificationWords
{
    /// <summary>Wrong figures that a finding shows; it only counts the rest.</summary>
    private const int Shown = 3;

    /// <summary>
    /// In how many situations the figures are right, or which figure is wrong, by how much and when; <see langword="null"/> if nothing was
    /// verified.
    /// </summary>
    public static Finding? Verified(IReadOnlyList<CellRecord> cells)
    {
        CellRecord[] verified = [.. cells.Where(cell => cell.Verification is not null)],
            wrong = [.. verified.Where(cell => cell.Verification is { Agrees: false })];
        if (verified.Length == 0)
            return null;
        long figures = verified.Sum(cell => cell.Verification!.Figures);
        if (wrong.Length > 0)
        {
            string more =
                wrong.Sum(cell => cell.Verification!.Wrong) is var sum && sum > Shown
                    ? string.Create(CultureInfo.InvariantCulture, $" {sum:N0} figures are wrong in all.")
                    : "";
            return new Finding(
                $"The figures that the monitor logs are WRONG in {wrong.Length} of {Figures.Count(verified.Length, "cell")}. "
                    + $"{string.Join(" ", FirstOf(wrong).Select(first => Sentence(first.Cell, first.Wrong)))}{more}",
                IsBad: true
            );
        }
        string[] situations = [.. verified.SelectMany(cell => cell.Verification!.Situations).Distinct().Order(StringComparer.Ordinal)];
        return new Finding(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Verified in {situations.Length} situations ({string.Join(", ", situations)}): "
                    + $"all {figures:N0} figures that the monitor logged in short trainings on the harness's clock and counts are right, "
                    + $"to within {Figures.Share(verified.Max(cell => cell.Verification!.WorstError))}."
            )
        );
    }

    /// <summary>That the monitor allocates, if it does.</summary>
    public static Finding? Allocation(IReadOnlyList<CellRecord> cells)
    {
        CellRecord[] allocating = [.. cells.Where(cell => cell.Allocates)];
        if (allocating.Length == 0)
            return null;
        CellRecord worst = allocating.MaxBy(cell => cell.AllocatedBytesPerBatch)!;
        return new Finding(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The monitor ALLOCATES {worst.AllocatedBytesPerBatch:0.#} bytes per micro-batch ({worst.Cell}), "
                    + $"in {Figures.Count(allocating.Length, "cell")}: it must not allocate any."
            ),
            IsBad: true
        );
    }

    /// <summary>One wrong figure in a sentence: which, by how much, in which situation.</summary>
    public static string Sentence(CellRecord cell, DisagreementRecord wrong)
    {
        string where = wrong.Log == 0 ? $"({cell.Cell})" : string.Create(CultureInfo.InvariantCulture, $"({cell.Cell}, log {wrong.Log})");
        return $"{wrong.Figure} is {Deviation(wrong)} {wrong.Situation} {where}: reported {Number(wrong.Reported)}, "
            + $"right {Number(wrong.Right)}.";
    }

    // The first of all, the first for which nothing special had happened in training, and the first of further figures: the same figure in
    // the next log adds nothing.
    private static IEnumerable<(CellRecord Cell, DisagreementRecord Wrong)> FirstOf(IEnumerable<CellRecord> cells)
    {
        (CellRecord Cell, DisagreementRecord Wrong)[] all =
        [
            .. cells.SelectMany(cell => cell.Verification!.Disagreements.Select(wrong => (cell, wrong))),
        ];
        return all.Take(1)
            .Concat(all.Where(one => one.Wrong.Situation.StartsWith("with ", StringComparison.Ordinal)).Take(1))
            .Concat(all.DistinctBy(one => one.Wrong.Figure))
            .Distinct()
            .Take(Shown);
    }

    private static string Deviation(DisagreementRecord wrong) =>
        wrong switch
        {
            { Reported: null } => "missing",
            { Right: null or 0 } => "wrong",
            { Reported: { } reported, Right: { } right } =>
                $"{Figures.Share(reported / right - 1)} too {(reported > right ? "high" : "low")}",
        };

    private static string Number(double? value) =>
        value switch
        {
            null => "nothing",
            { } number when Math.Abs(number) >= 1000 => number.ToString("#,0.###", CultureInfo.InvariantCulture),
            { } number => number.ToString("G6", CultureInfo.InvariantCulture),
        };
}
