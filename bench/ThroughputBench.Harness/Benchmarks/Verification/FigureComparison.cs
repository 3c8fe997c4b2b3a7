using ThroughputBench.Records;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Counts figures that were compared, and keeps those that are wrong.</summary>
internal sealed class FigureComparison
{
    /// <summary>How far a figure may be off, as a fraction: the last bits of a double.</summary>
    public const double Limit = 1e-9;

    private readonly List<DisagreementRecord> _disagreements = [];

    /// <summary>Figures that were compared.</summary>
    public long Figures { get; private set; }

    /// <summary>The largest error among the right figures, as a fraction.</summary>
    public double WorstError { get; private set; }

    /// <summary>Those that are wrong.</summary>
    public IReadOnlyList<DisagreementRecord> Disagreements => _disagreements;

    /// <summary>Compares one figure.</summary>
    /// <param name="figure">Its name.</param>
    /// <param name="situation">What the training went through before.</param>
    /// <param name="log">Which log of its kind, from 1; 0 for a figure outside a log.</param>
    /// <param name="reported">The monitor's value; NaN for none.</param>
    /// <param name="right">The right value; NaN for none.</param>
    /// <param name="apart">How far apart they may be; <see langword="null"/> for <see cref="Limit"/> of the right value.</param>
    /// <returns>Whether it is right.</returns>
    public bool Compare(string figure, string situation, int log, double reported, double right, double? apart = null)
    {
        Figures++;
        double error = Math.Abs(reported - right);
        if (double.IsNaN(reported) && double.IsNaN(right) || error <= (apart ?? Limit * Math.Abs(right)))
        {
            if (apart is null && error > 0)
                WorstError = Math.Max(WorstError, error / Math.Abs(right));
            return true;
        }
        _disagreements.Add(
            new DisagreementRecord
            {
                Figure = figure,
                Situation = situation,
                Log = log,
                Reported = Kept(reported),
                Right = Kept(right),
            }
        );
        return false;
    }

    // A record holds no infinity, but it is a value, and not none.
    private static double? Kept(double value) =>
        double.IsNaN(value) ? null
        : double.IsFinite(value) ? value
        : Math.CopySign(double.MaxValue, value);
}
