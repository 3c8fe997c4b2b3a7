using MathNet.Numerics.LinearAlgebra;

namespace ThroughputBench.Statistics;

/// <summary>
/// The parts of overhead: nanoseconds per micro-batch, nanoseconds per log, and a share of the time itself (caches, memory). Fitted to the
/// overheads of cells whose times and log frequencies differ, <c>overhead = fixed / time + log · frequency / time + share</c>, by least
/// squares, each cell weighted by its own error and no part below zero. Intervals are those of the unconstrained fit, cut off at zero, and
/// are widened if the cells disagree with the model by more than their errors explain.
/// </summary>
public sealed class OverheadModel
{
    private const int Parts = 3;

    /// <summary>Largest condition of the columns, each scaled to length 1, at which the parts still count as distinguishable.</summary>
    private const double LargestCondition = 1e6;

    private readonly Vector<double> _unconstrained;
    private readonly Vector<double> _parts;
    private readonly Matrix<double> _covariance;
    private readonly double _quantile;
    private readonly double _unit;

    /// <param name="design">For each cell unit/time, frequency · unit/time and 1, over its error.</param>
    /// <param name="overheads">The overheads over their errors.</param>
    /// <param name="unit">The unit of time, in nanoseconds: with a unit of the cells' size the normal equations are well
    /// conditioned.</param>
    /// <param name="confidence">Of the intervals.</param>
    private OverheadModel(Matrix<double> design, Vector<double> overheads, double unit, double confidence)
    {
        _unit = unit;
        int freedom = design.RowCount - Parts;
        Matrix<double> inverse = design.TransposeThisAndMultiply(design).Inverse();
        _unconstrained = inverse * design.TransposeThisAndMultiply(overheads);
        double disagreement = Residual(design, overheads, _unconstrained) / freedom;
        _covariance = inverse * Math.Max(1, disagreement);
        _parts = NonNegative(design, overheads);
        _quantile = StudentQuantile.Of(freedom, (1 + confidence) / 2);
        Confidence = confidence;
        Cells = design.RowCount;
    }

    /// <summary>Nominal coverage of the intervals.</summary>
    public double Confidence { get; }

    /// <summary>Cells that the fit used: those with an interval.</summary>
    public int Cells { get; }

    /// <summary>Nanoseconds for each micro-batch.</summary>
    public CostInterval MicroBatchNanoseconds => Part(0, _unit);

    /// <summary>Nanoseconds for each log, on top of its micro-batch.</summary>
    public CostInterval LogNanoseconds => Part(1, _unit);

    /// <summary>Share of the time, a fraction.</summary>
    public CostInterval TimeShare => Part(2, 1);

    /// <summary>Fits the model.</summary>
    /// <param name="cells">At least four with an interval, with different times and different log frequencies.</param>
    /// <param name="confidence">Nominal coverage of the intervals, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentException">There are too few cells, or they differ too little to separate the parts.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public static OverheadModel Fit(IEnumerable<OverheadCell> cells, double confidence = RatioEstimate.DefaultConfidence)
    {
        ArgumentNullException.ThrowIfNull(cells);
        RatioEstimate.RequireConfidence(confidence);
        OverheadCell[] usable = [.. cells.Where(cell => cell.Overhead.HasInterval)];
        if (usable.Length <= Parts)
        {
            throw new ArgumentException(
                $"{usable.Length} cells have an interval; to split overhead takes at least {Parts + 1}.",
                nameof(cells)
            );
        }

        double unit = usable.Min(cell => cell.MicroBatchNanoseconds);
        double[] errors = [.. usable.Select(cell => (1 + cell.Overhead.Overhead) * cell.Overhead.LogStandardError)];
        Matrix<double> design = Matrix<double>.Build.DenseOfRows(
            usable.Zip(errors, (cell, error) =>
                new[]
                {
                    unit / cell.MicroBatchNanoseconds / error,
                    cell.LogsPerMicroBatch * unit / cell.MicroBatchNanoseconds / error,
                    1 / error,
                }
            )
        );
        if (!(design.NormalizeColumns(2).ConditionNumber() < LargestCondition))
        {
            throw new ArgumentException(
                "The cells' times or log frequencies are too similar to separate the costs per micro-batch, per log and per time.",
                nameof(cells)
            );
        }
        IEnumerable<double> overheads = usable.Zip(errors, (cell, error) => cell.Overhead.Overhead / error);
        return new(design, Vector<double>.Build.DenseOfEnumerable(overheads), unit, confidence);
    }

    /// <summary>
    /// The time per micro-batch, in nanoseconds, below which overhead exceeds a budget: 0 if it never does, +∞ if it always does. The
    /// interval is Fieller's (Biometrika 41, 1954). Multiply by A for the time of an optimizer step.
    /// </summary>
    /// <param name="logsPerMicroBatch">How often there is a log, between 0 and 1.</param>
    /// <param name="budget">The budget, a fraction above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public CostInterval BreakEvenNanoseconds(double logsPerMicroBatch, double budget = 0.01)
    {
        OverheadCell.RequireFrequency(logsPerMicroBatch);
        if (!(double.IsFinite(budget) && budget > 0))
            throw new ArgumentOutOfRangeException(nameof(budget), budget, "The budget must be a finite fraction above zero.");
        Vector<double> perBatch = Vector<double>.Build.Dense([1, logsPerMicroBatch, 0]);
        Vector<double> share = Vector<double>.Build.Dense([0, 0, 1]);
        double value = Ratio(perBatch * _parts, budget - _parts[2]);

        // With z = unit/time: all z for which perBatch·z and (budget − share) differ by no more than the quantile times the error of their
        // difference.
        double cost = perBatch * _unconstrained,
            room = budget - _unconstrained[2],
            square = _quantile * _quantile;
        double a = cost * cost - square * (perBatch * _covariance * perBatch);
        double b = cost * room + square * (perBatch * _covariance * share);
        double c = room * room - square * (share * _covariance * share);
        double root = Math.Sqrt(Math.Max(0, b * b - a * c));
        double lower = a > 0 ? Ratio(a, b + root) : 0;
        double upper = c > 0 ? Ratio(b + root, c) : double.PositiveInfinity;
        return new(_unit * value, _unit * Math.Min(value, lower), _unit * Math.Max(value, upper));
    }

    /// <summary>cost / room: 0 if there is no cost, +∞ if there is a cost but no room.</summary>
    private static double Ratio(double cost, double room) =>
        cost <= 0 ? 0
        : room <= 0 ? double.PositiveInfinity
        : cost / room;

    private CostInterval Part(int index, double unit)
    {
        double reach = _quantile * Math.Sqrt(_covariance[index, index]);
        double value = _parts[index],
            lower = Math.Max(0, _unconstrained[index] - reach),
            upper = _unconstrained[index] + reach;
        return new(unit * value, unit * Math.Min(value, lower), unit * Math.Max(value, upper));
    }

    /// <summary>
    /// With three parts the best fit without negative ones is easy to find: it is the best among those that leave some of them out.
    /// </summary>
    private static Vector<double> NonNegative(Matrix<double> design, Vector<double> overheads)
    {
        Vector<double> best = Vector<double>.Build.Dense(Parts);
        double least = Residual(design, overheads, best);
        for (int subset = 1; subset < 1 << Parts; subset++)
        {
            int[] members = [.. Enumerable.Range(0, Parts).Where(part => (subset >> part & 1) == 1)];
            Matrix<double> columns = Matrix<double>.Build.DenseOfColumnVectors(members.Select(part => design.Column(part)));
            Vector<double> fit = columns.QR().Solve(overheads);
            if (fit.Minimum() < 0)
                continue;
            Vector<double> parts = Vector<double>.Build.Dense(Parts);
            for (int i = 0; i < members.Length; i++)
                parts[members[i]] = fit[i];
            double residual = Residual(design, overheads, parts);
            if (residual < least)
                (best, least) = (parts, residual);
        }
        return best;
    }

    private static double Residual(Matrix<double> design, Vector<double> overheads, Vector<double> parts)
    {
        Vector<double> difference = overheads - design * parts;
        return difference * difference;
    }
}
