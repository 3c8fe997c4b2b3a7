namespace ThroughputBench.Pairing;

/// <summary>
/// What all the blocks of one launch took, and what its pairs took undisturbed. A block of the control and the block of the candidate beside it ran within a
/// few hundred microseconds, so what disturbs them disturbs both, or makes the two together long. The two together are therefore what tells whether they ran
/// in a calm: never how they differ, so that a control against itself stays a fair game.
/// </summary>
/// <remarks>
/// Blocks are compared with those at the same place of the period: a log is no disturbance. The tenth percentile of their times is where the calm lies, and
/// how far the fastest hundredth of all blocks lies below it says how wide the calm is; what is above it by more than twice as much is left out. On a virtual machine whose host interrupted it about once in a millisecond, and which for stretches of milliseconds to seconds shared a core, this
/// gave standard errors of 0.02 % in 6 s where the lowest octile of up to 15 repetitions gave 0.04 %.
/// </remarks>
internal sealed class PairedBlocks
{
    private const double CalmQuantile = 0.1;
    private const double FastestQuantile = 0.01;
    private const double CalmWidths = 2;

    /// <summary>However alike the blocks are: a clock's tick is no disturbance.</summary>
    private const double NarrowestCalm = 0.01;

    /// <summary>However different the blocks are: an interruption is no calm.</summary>
    private const double WidestCalm = 0.1;

    private const int MostRoomAtFirst = 1 << 20;

    private readonly BlockSchedule _schedule;

    /// <summary>Ticks of the blocks, repetition after repetition.</summary>
    private long[] _control;
    private long[] _candidate;

    /// <summary>Both sides of each block together, as a share of what a calm one takes at its place.</summary>
    private double[] _levels = [];
    private double[] _sorted = [];
    private int _next;

    /// <param name="schedule">How the pairs are cut into blocks.</param>
    /// <param name="expectedPairs">How many pairs to make room for at first.</param>
    public PairedBlocks(BlockSchedule schedule, int expectedPairs)
    {
        _schedule = schedule;
        _control = new long[Math.Clamp((long)expectedPairs * BlocksOfAPair, 1, MostRoomAtFirst)];
        _candidate = new long[_control.Length];
    }

    /// <summary>Pairs that were measured.</summary>
    public int Pairs { get; private set; }

    /// <summary>All that the control took, disturbances and rare costs included.</summary>
    public long TotalControlTicks { get; private set; }

    /// <summary>All that the candidate took.</summary>
    public long TotalCandidateTicks { get; private set; }

    private int BlocksOfAPair => _schedule.BlocksPerPair * _schedule.Repetitions;

    /// <summary>Makes room for one more pair, so that none need be made between two blocks.</summary>
    public void BeginPair()
    {
        Pairs++;
        int needed = checked(Pairs * BlocksOfAPair);
        if (needed <= _control.Length)
            return;
        int length = Math.Max(needed, 2 * _control.Length);
        Array.Resize(ref _control, length);
        Array.Resize(ref _candidate, length);
    }

    /// <summary>Takes the next block: those of a repetition in order, and repetition after repetition.</summary>
    public void Add(long controlTicks, long candidateTicks)
    {
        (_control[_next], _candidate[_next]) = (controlTicks, candidateTicks);
        _next++;
        TotalControlTicks += controlTicks;
        TotalCandidateTicks += candidateTicks;
    }

    /// <summary>
    /// What each pair took undisturbed, in ticks. Each calm block counts the same wherever it ran, so the mean logarithm of the pairs is that of the calm
    /// blocks' means, summed over the places of the period; a pair lies above or below as its own calm blocks do. A pair without any takes its least
    /// disturbed ones.
    /// </summary>
    /// <param name="control">Room for as many pairs as were measured.</param>
    /// <param name="candidate">The same.</param>
    public void ReadUndisturbed(Span<double> control, Span<double> candidate)
    {
        double limit = 1 + FindLevels();
        var calm = new bool[Pairs];
        var places = new Place[_schedule.BlocksPerPair];
        for (int i = 0; i < _next; i++)
        {
            if (_levels[i] > limit)
                continue;
            calm[i / BlocksOfAPair] = true;
            places[i % places.Length].Add(_control[i], _candidate[i]);
        }

        int calmPairs = calm.Count(isCalm => isCalm);
        double controlMean = places.Sum(place => place.ControlMean), candidateMean = places.Sum(place => place.CandidateMean);
        for (int pair = 0; pair < Pairs; pair++)
        {
            (control[pair], candidate[pair]) = calm[pair] ? Calm(pair) : LeastDisturbed(pair);
        }

        (double, double) Calm(int pair)
        {
            double controlAbove = 0, candidateAbove = 0;
            for (int i = pair * BlocksOfAPair; i < (pair + 1) * BlocksOfAPair; i++)
            {
                if (_levels[i] > limit)
                    continue;
                ref Place place = ref places[i % places.Length];
                double weight = (double)calmPairs / place.Blocks;
                controlAbove += weight * (_control[i] - place.ControlMean);
                candidateAbove += weight * (_candidate[i] - place.CandidateMean);
            }
            // As a factor, because few calm blocks may stand for many, and times stay above zero.
            return (controlMean * Math.Exp(controlAbove / controlMean), candidateMean * Math.Exp(candidateAbove / candidateMean));
        }
    }

    private (double Control, double Candidate) LeastDisturbed(int pair)
    {
        long control = 0, candidate = 0;
        for (int place = 0; place < _schedule.BlocksPerPair; place++)
        {
            int first = pair * BlocksOfAPair + place, least = first;
            for (int i = first; i < (pair + 1) * BlocksOfAPair; i += _schedule.BlocksPerPair)
                least = _levels[i] < _levels[least] ? i : least;
            control += _control[least];
            candidate += _candidate[least];
        }
        return (control, candidate);
    }

    /// <summary>Sets the levels of all blocks.</summary>
    /// <returns>By how much the level of a calm block may be above 1.</returns>
    private double FindLevels()
    {
        if (_levels.Length < _next)
            (_levels, _sorted) = (new double[_control.Length], new double[_control.Length]);
        int repetitions = _next / _schedule.BlocksPerPair;
        for (int place = 0; place < _schedule.BlocksPerPair; place++)
        {
            for (int repetition = 0, i = place; repetition < repetitions; repetition++, i += _schedule.BlocksPerPair)
                _sorted[repetition] = _levels[i] = _control[i] + _candidate[i];
            double calm = Quantile(_sorted.AsSpan(0, repetitions), CalmQuantile);
            for (int i = place; i < _next; i += _schedule.BlocksPerPair)
                _levels[i] = calm > 0 ? _levels[i] / calm : 1;
        }
        _levels.AsSpan(0, _next).CopyTo(_sorted);
        return Math.Clamp(CalmWidths * (1 - Quantile(_sorted.AsSpan(0, _next), FastestQuantile)), NarrowestCalm, WidestCalm);
    }

    private static double Quantile(Span<double> values, double probability)
    {
        values.Sort();
        return values[(int)(probability * values.Length)];
    }

    /// <summary>The calm blocks at one place of the period.</summary>
    private struct Place
    {
        private long _controlTicks;
        private long _candidateTicks;

        public int Blocks { get; private set; }

        public readonly double ControlMean => (double)_controlTicks / Blocks;

        public readonly double CandidateMean => (double)_candidateTicks / Blocks;

        public void Add(long control, long candidate)
        {
            Blocks++;
            _controlTicks += control;
            _candidateTicks += candidate;
        }
    }
}
