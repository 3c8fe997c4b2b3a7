namespace ThroughputBench.Records;

/// <summary>One check of a calibration.</summary>
internal sealed record CalibrationCheck
{
    /// <summary>The slowdown put into the monitor, a fraction of a step; 0 for none.</summary>
    public required double Slowdown { get; init; }

    /// <summary>The check's outcome: <c>good</c>, <c>bad</c>, <c>inconclusive</c>, <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The family's verdict on the budget: <c>within</c>, <c>over</c>, <c>inconclusive</c>.</summary>
    public required string OnBudget { get; init; }

    /// <summary>The family's verdict against the baseline, in the same words; <c>none</c> if no cell came to a figure.</summary>
    public required string OnBaseline { get; init; }

    /// <summary>How long the check took, from the start of its process to its end, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The cells' overheads.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>
    /// One cell's overhead, as fractions, and the run's noise floor; see <see cref="OverheadRecord"/>. Not in the file, and
    /// <see langword="null"/>, if there is no interval. Then the direct cost, as shares of a step, and the instrument that found the cell
    /// over the budget or worse: <c>wholeStep</c>, <c>directCost</c>, or <see langword="null"/>.
    /// </summary>
    internal sealed record Cell(
        string Id,
        double? Estimate = null,
        double? Lower = null,
        double? Upper = null,
        double? NoiseFloorReach = null,
        double? DirectEstimate = null,
        double? DirectLower = null,
        double? DirectUpper = null,
        string? OverBy = null
    );
}
