using MathNet.Numerics.Distributions;

namespace ThroughputBench.Statistics;

/// <summary>
/// How much longer a candidate takes than its control: overhead = candidate / control − 1, as a fraction (0.01 is 1 %), with a two-sided
/// confidence interval. Everything derived (p-values, other confidences, comparisons) comes from these numbers alone, so an estimate that
/// was stored and read back gives the same verdicts.
/// </summary>
public sealed record RatioEstimate
{
    /// <summary>Default coverage of intervals: 95 %.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>Pairs that an interval needs, over all launches together.</summary>
    public const int MinimumPairs = 60;

    /// <summary>Pairs that each launch needs.</summary>
    public const int MinimumPairsOfLaunch = 16;

    /// <summary>Effective number of independent pairs of blocks that an interval needs.</summary>
    public const int MinimumEffectiveUnits = 10;

    /// <summary>Overhead as a fraction, above −1; NaN if there were no pairs at all.</summary>
    public required double Overhead { get; init; }

    /// <summary>Lower end of the interval, a fraction; −1, the least possible, if no interval can be given.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the interval, a fraction; +∞ if no interval can be given.</summary>
    public required double Upper { get; init; }

    /// <summary>Nominal coverage of the interval, between 0 and 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Pairs that were measured.</summary>
    public required int Pairs { get; init; }

    /// <summary>
    /// Effective number of independent units: pairs are averaged two by two, and correlation between neighbours reduces their information.
    /// With several launches, the number of launches.
    /// </summary>
    public double EffectiveUnits { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Degrees of freedom of Student's t behind the interval; infinite, meaning the normal distribution, if it is unknown.
    /// </summary>
    public double DegreesOfFreedom { get; init; } = double.PositiveInfinity;

    /// <summary>Why there is no interval, or <see cref="Doubt.None"/>.</summary>
    public Doubt Doubt { get; init; }

    /// <summary>Whether there is an interval.</summary>
    public bool HasInterval => Doubt == Doubt.None && double.IsFinite(Upper) && Lower > -1;

    /// <summary>Half the interval's width, a fraction; +∞ if no interval can be given.</summary>
    public double HalfWidth => (Upper - Lower) / 2;

    /// <summary>
    /// The smallest overhead, a fraction, that can be distinguished from none with the given power, with this noise and an interval of this
    /// confidence. +∞ if no interval can be given.
    /// </summary>
    /// <param name="power">Chance of finding it, between 0.5 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="power"/> is out of range.</exception>
    public double SmallestDetectable(double power = DefaultConfidence)
    {
        if (!(power is >= 0.5 and < 1))
            throw new ArgumentOutOfRangeException(nameof(power), power, "The power must be at least 0.5 and below 1.");
        return Math.Exp((Quantile((1 + Confidence) / 2) + Quantile(power)) * LogStandardError) - 1;
    }

    /// <summary>
    /// Probability of an estimate this high or higher if the true overhead were no more than <paramref name="limit"/>: the p-value of "over
    /// the limit", one-sided. 1 if no interval can be given.
    /// </summary>
    /// <param name="limit">A fraction above −1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not a finite number above −1.</exception>
    public double ProbabilityAtOrBelow(double limit)
    {
        RequireRatio(limit, nameof(limit));
        return HasInterval ? 1 - Cumulative((LogRatio - Math.Log(1 + limit)) / LogStandardError) : 1;
    }

    /// <summary>The verdict on a limit: on a budget, or, for a comparison with a baseline, on the tolerance.</summary>
    /// <param name="limit">A fraction above −1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not a finite number above −1.</exception>
    public Verdict Against(double limit)
    {
        RequireRatio(limit, nameof(limit));
        return !HasInterval ? Verdict.Inconclusive
            : Lower > limit ? Verdict.Over
            : Upper <= limit ? Verdict.Within
            : Verdict.Inconclusive;
    }

    /// <summary>The same estimate with an interval of another coverage.</summary>
    /// <param name="confidence">Between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public RatioEstimate At(double confidence)
    {
        RequireConfidence(confidence);
        return HasInterval
            ? FromLog(LogRatio, LogStandardError, DegreesOfFreedom, confidence) with
            {
                Pairs = Pairs,
                EffectiveUnits = EffectiveUnits,
            }
            : this with
            {
                Confidence = confidence,
            };
    }

    /// <summary>The same estimate with an error that its pairs do not show, because all of them share it. The interval holds both.</summary>
    /// <param name="standardError">Its standard deviation as a fraction of the control's time, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="standardError"/> is not a finite number from 0 on.</exception>
    public RatioEstimate WithSharedError(double standardError)
    {
        if (!(standardError >= 0 && double.IsFinite(standardError)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardError),
                standardError,
                "A standard error must be a finite number from 0 on."
            );
        }
        if (!HasInterval || standardError == 0)
            return this;
        double own = LogStandardError * LogStandardError,
            shared = standardError * standardError,
            freedom = SectionCost.FreedomOf(own, DegreesOfFreedom, shared, double.PositiveInfinity);
        return FromLog(LogRatio, Math.Sqrt(own + shared), freedom, Confidence) with
        {
            Pairs = Pairs,
            EffectiveUnits = EffectiveUnits,
        };
    }

    /// <summary>
    /// How much more expensive this is than a baseline that was measured separately: (1 + this) / (1 + baseline) − 1, with the interval
    /// that the noise of both gives (Welch–Satterthwaite) at this estimate's confidence.
    /// </summary>
    /// <param name="baseline">The estimate to compare with.</param>
    public RatioEstimate ComparedWith(RatioEstimate baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        if (!HasInterval || !baseline.HasInterval)
        {
            return WithoutInterval(
                (1 + Overhead) / (1 + baseline.Overhead) - 1,
                Confidence,
                Math.Min(Pairs, baseline.Pairs),
                HasInterval ? baseline.Doubt : Doubt
            );
        }
        double mine = LogStandardError * LogStandardError,
            its = baseline.LogStandardError * baseline.LogStandardError;
        double freedom = (mine + its) * (mine + its) / (mine * mine / DegreesOfFreedom + its * its / baseline.DegreesOfFreedom);
        return FromLog(LogRatio - baseline.LogRatio, Math.Sqrt(mine + its), freedom, Confidence) with
        {
            Pairs = Math.Min(Pairs, baseline.Pairs),
            EffectiveUnits = Math.Min(EffectiveUnits, baseline.EffectiveUnits),
        };
    }

    internal double LogRatio => Math.Log(1 + Overhead);

    /// <summary>Standard error of the logarithm of the ratio, read off the interval, so that a stored estimate has it too.</summary>
    internal double LogStandardError => (Math.Log(1 + Upper) - Math.Log(1 + Lower)) / (2 * Quantile((1 + Confidence) / 2));

    internal static RatioEstimate FromLog(double logRatio, double standardError, double degreesOfFreedom, double confidence)
    {
        double reach = StudentQuantile.Of(degreesOfFreedom, (1 + confidence) / 2) * standardError;
        return new()
        {
            Overhead = Math.Exp(logRatio) - 1,
            Lower = Math.Exp(logRatio - reach) - 1,
            Upper = Math.Exp(logRatio + reach) - 1,
            Confidence = confidence,
            Pairs = 0,
            DegreesOfFreedom = degreesOfFreedom,
        };
    }

    internal static RatioEstimate WithoutInterval(double overhead, double confidence, int pairs, Doubt doubt) =>
        new()
        {
            Overhead = overhead,
            Lower = -1,
            Upper = double.PositiveInfinity,
            Confidence = confidence,
            Pairs = pairs,
            EffectiveUnits = 0,
            Doubt = doubt,
        };

    internal static void RequireConfidence(double confidence)
    {
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(confidence),
                confidence,
                "The confidence must lie between 0 and 1, both excluded."
            );
        }
    }

    internal static void RequireRatio(double fraction, string name)
    {
        if (!(double.IsFinite(fraction) && fraction > -1))
            throw new ArgumentOutOfRangeException(name, fraction, $"The {name} must be a finite fraction above -1.");
    }

    private double Quantile(double probability) => StudentQuantile.Of(DegreesOfFreedom, probability);

    private double Cumulative(double standardized) =>
        DegreesOfFreedom < StudentQuantile.Normally ? StudentT.CDF(0, 1, DegreesOfFreedom, standardized) : Normal.CDF(0, 1, standardized);
}
