namespace ThroughputBench.Statistics;

/// <summary>
/// The verdict on a grid of cells taken together. Of many good cells some exceed any limit by chance. So the verdict is "over" only if it
/// survives Holm's correction (Scand. J. Statist. 6, 1979). It bounds the chance of any false alarm in the family by <see
/// cref="FamilyError"/>, for any dependence between cells. "Within" needs no such correction: every cell must be within.
/// </summary>
public sealed record FamilyVerdict
{
    /// <summary>
    /// Default chance of any false alarm in the family: 0.25 %, which keeps 1 % with room to spare. A family of 24 cells is judged far out
    /// in the tails. There, errors estimated from a few hundred correlated pairs have tails about twice as heavy as Student's.
    /// </summary>
    public const double DefaultFamilyError = 0.0025;

    /// <summary>More than this a double does not tell from certainty, once it is halved into two tails.</summary>
    private const double LeastError = 1e-15;

    private FamilyVerdict(Verdict[] cells, double[] pValues, double familyError)
    {
        Cells = cells;
        PValues = pValues;
        FamilyError = familyError;
        Verdict =
            cells.Contains(Verdict.Over) ? Verdict.Over
            : cells.All(cell => cell == Verdict.Within) ? Verdict.Within
            : Verdict.Inconclusive;
    }

    /// <summary><see cref="Verdict.Over"/> if any cell is over, <see cref="Verdict.Within"/> if all are within.</summary>
    public Verdict Verdict { get; }

    /// <summary>The verdict on each cell, in the order given.</summary>
    public IReadOnlyList<Verdict> Cells { get; }

    /// <summary>For each cell, Holm's adjusted p-value of "over the limit".</summary>
    public IReadOnlyList<double> PValues { get; }

    /// <summary>Chance of any false alarm in the family, at most.</summary>
    public double FamilyError { get; }

    /// <summary>
    /// Judges a family: overheads against a budget, or differences to a baseline (<see cref="RatioEstimate.ComparedWith"/>) against a
    /// tolerance.
    /// </summary>
    /// <param name="cells">At least one estimate.</param>
    /// <param name="limit">A fraction above −1, for all of them.</param>
    /// <param name="familyError">Chance of any false alarm, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentException">There are no cells.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static FamilyVerdict Of(IReadOnlyList<RatioEstimate> cells, double limit, double familyError = DefaultFamilyError)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return Of([.. cells.Select(cell => new FamilyMember(cell, limit))], familyError);
    }

    /// <summary>Judges a family whose cells have individual limits, or were measured more than once.</summary>
    /// <param name="cells">At least one cell.</param>
    /// <param name="familyError">Chance of any false alarm among first attempts, between 0 and 1, both excluded; among all, twice
    /// that.</param>
    /// <exception cref="ArgumentException">There are no cells.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static FamilyVerdict Of(IReadOnlyList<FamilyMember> cells, double familyError = DefaultFamilyError)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0)
            throw new ArgumentException("A family needs at least one cell, and got none.", nameof(cells));
        if (!(familyError is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(familyError), familyError, "The family's error must lie between 0 and 1.");

        double[] pValues = Holm([.. cells.Select(cell => Math.Min(1, cell.Estimate.ProbabilityAtOrBelow(cell.Limit) * Surer(cell)))]);
        Verdict[] verdicts = [.. cells.Select((cell, i) => pValues[i] <= familyError ? Verdict.Over : NotOver(cell))];
        return new(verdicts, pValues, familyError);
    }

    private static double Surer(FamilyMember cell) =>
        cell.Attempt >= 1
            ? Math.Pow(2, cell.Attempt - 1)
            : throw new ArgumentOutOfRangeException(nameof(cell), cell.Attempt, "Attempts are counted from 1.");

    /// <summary>A cell that is over the limit when judged alone, but not after the correction for the family, is inconclusive.</summary>
    private static Verdict NotOver(FamilyMember cell)
    {
        double confidence = 1 - Math.Max(LeastError, (1 - cell.Estimate.Confidence) / Surer(cell));
        Verdict alone = (cell.Attempt == 1 ? cell.Estimate : cell.Estimate.At(confidence)).Against(cell.Limit);
        return alone == Verdict.Over ? Verdict.Inconclusive : alone;
    }

    private static double[] Holm(double[] pValues)
    {
        int[] ascending = [.. Enumerable.Range(0, pValues.Length).OrderBy(i => pValues[i])];
        double[] adjusted = new double[pValues.Length];
        double highest = 0;
        for (int rank = 0; rank < ascending.Length; rank++)
        {
            highest = Math.Max(highest, Math.Min(1, pValues[ascending[rank]] * (pValues.Length - rank)));
            adjusted[ascending[rank]] = highest;
        }
        return adjusted;
    }
}
