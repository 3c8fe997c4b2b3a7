namespace ThroughputBench.Statistics;

/// <summary>
/// Block times of a control and of a candidate, measured in pairs, in the order of measuring. Immutable. Pairs may come from several launches of a
/// process; they nest in launches, since what a launch was dealt (addresses, code layout) all its pairs share.
/// </summary>
public sealed class PairedSeries
{
    private readonly double[] _control;
    private readonly double[] _candidate;
    private readonly int[] _launchEnds;

    /// <summary>The pairs of one launch.</summary>
    /// <param name="controlNanoseconds">Time of the control in each pair, in nanoseconds, finite and above zero.</param>
    /// <param name="candidateNanoseconds">Time of the candidate in the same pairs.</param>
    /// <exception cref="ArgumentException">The two differ in length, or a time is not a finite number above zero.</exception>
    public PairedSeries(ReadOnlySpan<double> controlNanoseconds, ReadOnlySpan<double> candidateNanoseconds)
    {
        if (controlNanoseconds.Length != candidateNanoseconds.Length)
        {
            throw new ArgumentException(
                $"A pair has two sides, but the control has {controlNanoseconds.Length} times and the candidate {candidateNanoseconds.Length}.",
                nameof(candidateNanoseconds));
        }
        RequireTimes(controlNanoseconds, "control", nameof(controlNanoseconds));
        RequireTimes(candidateNanoseconds, "candidate", nameof(candidateNanoseconds));
        _control = controlNanoseconds.ToArray();
        _candidate = candidateNanoseconds.ToArray();
        _launchEnds = [_control.Length];
    }

    private PairedSeries(PairedSeries[] parts)
    {
        _control = [.. parts.SelectMany(part => part._control)];
        _candidate = [.. parts.SelectMany(part => part._candidate)];
        int start = 0;
        var ends = new List<int>();
        foreach (PairedSeries part in parts)
        {
            foreach (int end in part._launchEnds)
                ends.Add(start + end);
            start += part.Pairs;
        }
        _launchEnds = [.. ends];
    }

    /// <summary>Number of pairs in all launches.</summary>
    public int Pairs => _control.Length;

    /// <summary>Number of launches, at least 1.</summary>
    public int Launches => _launchEnds.Length;

    /// <summary>Time of the control in each pair, in nanoseconds, launch after launch.</summary>
    public ReadOnlySpan<double> ControlNanoseconds => _control;

    /// <summary>Time of the candidate in each pair, in nanoseconds, launch after launch.</summary>
    public ReadOnlySpan<double> CandidateNanoseconds => _candidate;

    /// <summary>Puts the pairs of several launches together.</summary>
    /// <param name="launches">One series for each launch, in order; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PairedSeries Of(IEnumerable<PairedSeries> launches)
    {
        ArgumentNullException.ThrowIfNull(launches);
        PairedSeries[] parts = [.. launches];
        return parts.Length > 0
            ? new(parts)
            : throw new ArgumentException("A series needs at least one launch, and got none.", nameof(launches));
    }

    /// <summary>
    /// Estimates what the candidate takes over the control, with its interval: see <see cref="RatioEstimate"/>. O(n log n); about a millisecond for
    /// 10,000 pairs, so it may be called between blocks.
    /// </summary>
    /// <param name="confidence">Nominal coverage of the interval, between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is out of range.</exception>
    public RatioEstimate Estimate(double confidence = RatioEstimate.DefaultConfidence) => RatioEstimator.Estimate(this, confidence);

    internal (ReadOnlyMemory<double> Control, ReadOnlyMemory<double> Candidate) Launch(int index)
    {
        Range pairs = (index == 0 ? 0 : _launchEnds[index - 1]).._launchEnds[index];
        return (_control.AsMemory()[pairs], _candidate.AsMemory()[pairs]);
    }

    private static void RequireTimes(ReadOnlySpan<double> nanoseconds, string side, string parameter)
    {
        for (int pair = 0; pair < nanoseconds.Length; pair++)
        {
            double time = nanoseconds[pair];
            if (!(double.IsFinite(time) && time > 0))
                throw new ArgumentException($"Time of the {side} in pair {pair + 1} is {time} ns; it must be finite and above zero.", parameter);
        }
    }
}
