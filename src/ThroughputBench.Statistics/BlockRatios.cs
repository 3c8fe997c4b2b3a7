namespace ThroughputBench.Statistics;

/// <summary>
/// The ratio of the two sides, from blocks of which many were disturbed. A block of the control and the block of the candidate beside it
/// ran within a few hundred microseconds, so their time together shows how busy the machine was. The blocks are sorted into classes by that
/// time. Each block is weighed by the spread of the ratios in its class. No block is left out, and undisturbed blocks count the most. The
/// difference between the two sides never decides the class, so a control against itself is judged without bias.
/// </summary>
/// <remarks>
/// At each place of the period the ratio's logarithm is Huber's location (Ann. Math. Statist. 35, 1964), each block measured by its class's
/// spread. On a virtual machine that shared a core most of the time, so that hardly any block was undisturbed, this gave standard errors of
/// 0.06 to 0.17 % in 5 s; the mean of the undisturbed blocks alone gave 0.10 to 0.56 %. Each half of a class gets its spread from the other
/// half: when a block influenced its own weight, standard errors were 5 % too small.
/// </remarks>
internal sealed class BlockRatios
{
    private const double CalmQuantile = 0.1;
    private const double LowerQuartile = 0.25;
    private const double UpperQuartile = 0.75;

    /// <summary>The distance between a normal distribution's quartiles, in standard deviations.</summary>
    private const double QuartilesOfNormal = 1.349;

    /// <summary>
    /// Distance, in spreads, beyond which a block counts no more than one at that distance. 1.5 loses 4 % if the noise is normal.
    /// </summary>
    private const double Bend = 1.5;

    /// <summary>Blocks needed to know a class's spread.</summary>
    private const int SmallestClass = 256;

    private const int MostClasses = 32;

    /// <summary>How often the classes' spreads are computed around the locations, and how many steps the locations then take.</summary>
    private const int Rounds = 2;
    private const int StepsOfRound = 8;

    /// <summary>Size of a class from which on half of its blocks suffice for the spread of the others.</summary>
    private const int SmallestHalved = 32;

    private readonly Place[] _places;
    private readonly int _blocksPerPair;
    private double[] _ratios = [];

    /// <summary>
    /// How far each block, in the order of measuring, takes the ratio's logarithm up or down. Their sum is zero.
    /// </summary>
    private double[] _influences = [];
    private double[] _scratch = [];

    /// <summary>The blocks from the calmest to the most disturbed.</summary>
    private int[] _order = [];
    private int _blocks;
    private Class[] _classes = [];

    /// <param name="places">Blocks of one repetition of a pair.</param>
    /// <param name="repetitions">How many times each pair ran its blocks.</param>
    public BlockRatios(int places, int repetitions) => (_places, _blocksPerPair) = (new Place[places], places * repetitions);

    /// <summary>Pairs that were used.</summary>
    public int Pairs => _blocks / _blocksPerPair;

    /// <summary>Logarithm of <see cref="CandidateTicks"/> / <see cref="ControlTicks"/>.</summary>
    public double LogRatio => Math.Log(CandidateTicks / ControlTicks);

    /// <summary>What the control takes undisturbed for one repetition of its blocks, in ticks.</summary>
    public double ControlTicks { get; private set; }

    /// <summary>What the candidate takes undisturbed.</summary>
    public double CandidateTicks { get; private set; }

    /// <summary>Uses all blocks so far.</summary>
    /// <param name="control">Ticks of the control in each block: place after place, period after period; whole periods, at least
    /// one.</param>
    /// <param name="candidate">Ticks of the candidate in the same blocks.</param>
    public void Take(ReadOnlySpan<long> control, ReadOnlySpan<long> candidate)
    {
        MakeRoom(control.Length);
        for (int i = 0; i < _blocks; i++)
            _ratios[i] = Math.Log((double)Math.Max(1, candidate[i]) / Math.Max(1, control[i]));
        SortIntoClasses(control, candidate);
        for (int place = 0; place < _places.Length; place++)
            _places[place].LogRatio = Quantile(Of(place, _ratios), 0.5);
        for (int round = 0; round < Rounds; round++)
        {
            MeasureSpreads();
            for (int step = 0; step < StepsOfRound; step++)
                MoveLocations();
        }
        TakeInfluences();
    }

    /// <summary>
    /// Each pair's estimate of the ratio's logarithm, shifted up or down by its blocks. Their mean is <see cref="LogRatio"/>, and they vary
    /// from pair to pair as that would if it were measured again.
    /// </summary>
    public double[] LogRatiosOfPairs()
    {
        double[] ratios = new double[Pairs];
        for (int pair = 0; pair < ratios.Length; pair++)
        {
            double apart = 0;
            foreach (double influence in _influences.AsSpan(pair * _blocksPerPair, _blocksPerPair))
                apart += ratios.Length * influence;
            ratios[pair] = LogRatio + apart;
        }
        return ratios;
    }

    private void MakeRoom(int blocks)
    {
        _blocks = blocks;
        if (_ratios.Length < blocks)
        {
            int room = Math.Max(blocks, 2 * _ratios.Length);
            (_ratios, _influences, _scratch, _order) = (new double[room], new double[room], new double[room], new int[room]);
        }
        _classes = new Class[Math.Clamp(blocks / SmallestClass, 1, MostClasses)];
        for (int k = 0; k < _classes.Length; k++)
            _classes[k] = new Class { First = Rank(k), End = Rank(k + 1) };

        int Rank(int k) => (int)((long)k * blocks / _classes.Length);
    }

    private void SortIntoClasses(ReadOnlySpan<long> control, ReadOnlySpan<long> candidate)
    {
        // Blocks are compared with those at the same place: a log is not a disturbance.
        double[] levels = _influences;
        for (int i = 0; i < _blocks; i++)
            (levels[i], _order[i]) = (Math.Max(1, control[i] + candidate[i]), i);
        for (int place = 0; place < _places.Length; place++)
        {
            double calm = _places[place].CalmTicks = Quantile(Of(place, levels), CalmQuantile);
            for (int i = place; i < _blocks; i += _places.Length)
                levels[i] /= calm;
        }
        levels.AsSpan(0, _blocks).Sort(_order.AsSpan(0, _blocks));
        // Blocks of one level stay in the order of measuring, so that every program finds the same classes.
        for (int first = 0, end; first < _blocks; first = end)
        {
            for (end = first + 1; end < _blocks && levels[end] == levels[first];)
                end++;
            if (end - first > 1)
                _order.AsSpan(first, end - first).Sort();
        }
    }

    private void MeasureSpreads()
    {
        double tick = _places.Length / _places.Sum(place => place.CalmTicks); // two blocks' ticks: no ratio is known better
        foreach (ref Class some in _classes.AsSpan())
        {
            // Each half is weighed by the spread of the other: a block whose deviation influenced its own weight would look more certain
            // than it is.
            bool halved = some.End - some.First >= SmallestHalved;
            some.SpreadOfEven = SpreadOf(halved ? some.First + 1 : some.First, some.End, halved ? 2 : 1, tick);
            some.SpreadOfOdd = halved ? SpreadOf(some.First, some.End, 2, tick) : some.SpreadOfEven;
        }
    }

    private double SpreadOf(int first, int end, int step, double least)
    {
        Span<double> deviations = _scratch.AsSpan(0, (end - first + step - 1) / step);
        for (int i = 0; i < deviations.Length; i++)
            deviations[i] = Deviation(_order[first + i * step]);
        double quartiles = Quantile(deviations, UpperQuartile) - Quantile(deviations, LowerQuartile);
        return Math.Max(quartiles / QuartilesOfNormal, least);
    }

    /// <summary>Reweighted least squares: beyond the bend a block's weight falls with its distance.</summary>
    private void MoveLocations()
    {
        foreach (ref Place place in _places.AsSpan())
            (place.Sum, place.Weight) = (0, 0);
        foreach (Class some in _classes)
        {
            for (int rank = some.First; rank < some.End; rank++)
            {
                int i = _order[rank];
                double spread = some.SpreadAt(rank),
                    bend = Bend * spread,
                    distance = Math.Abs(Deviation(i));
                double weight = (distance > bend ? bend / distance : 1) / (spread * spread);
                ref Place place = ref PlaceOf(i);
                place.Sum += weight * _ratios[i];
                place.Weight += weight;
            }
        }
        foreach (ref Place place in _places.AsSpan())
            place.LogRatio = place.Sum / place.Weight;
    }

    private void TakeInfluences()
    {
        foreach (ref Place place in _places.AsSpan())
            (place.Sum, place.Weight) = (0, 0);
        foreach (Class some in _classes)
        {
            // Only the blocks within the bend move with the location: on average as many at each place.
            double within = ShareWithin(some);
            for (int rank = some.First; rank < some.End; rank++)
            {
                int i = _order[rank];
                double spread = some.SpreadAt(rank),
                    bend = Bend * spread;
                ref Place place = ref PlaceOf(i);
                place.Sum += _influences[i] = Math.Clamp(Deviation(i), -bend, bend) / (spread * spread);
                place.Weight += within / (spread * spread);
            }
        }

        (ControlTicks, CandidateTicks) = (0, 0);
        foreach (ref Place place in _places.AsSpan())
        {
            place.LogRatio += place.Sum / place.Weight;
            ControlTicks += place.CalmTicks - place.CandidateTicks;
            CandidateTicks += place.CandidateTicks;
        }
        int periods = _blocks / _places.Length;
        for (int i = 0; i < _blocks; i++)
        {
            Place place = PlaceOf(i);
            _influences[i] = (_influences[i] - place.Sum / periods) / place.Weight * (place.CandidateTicks / CandidateTicks);
        }
    }

    private double ShareWithin(Class some)
    {
        int within = 0;
        for (int rank = some.First; rank < some.End; rank++)
            within += Math.Abs(Deviation(_order[rank])) <= Bend * some.SpreadAt(rank) ? 1 : 0;
        return Math.Max(1.0, within) / (some.End - some.First);
    }

    private double Deviation(int block) => _ratios[block] - PlaceOf(block).LogRatio;

    private ref Place PlaceOf(int block) => ref _places[block % _places.Length];

    private Span<double> Of(int place, double[] values)
    {
        int periods = _blocks / _places.Length;
        for (int period = 0; period < periods; period++)
            _scratch[period] = values[period * _places.Length + place];
        return _scratch.AsSpan(0, periods);
    }

    private static double Quantile(Span<double> values, double probability)
    {
        values.Sort();
        return values[(int)(probability * values.Length)];
    }

    /// <summary>The blocks at one place of the period.</summary>
    private struct Place
    {
        /// <summary>What a block of both sides takes undisturbed.</summary>
        public double CalmTicks;

        public double LogRatio;
        public double Sum;
        public double Weight;

        public readonly double CandidateTicks => CalmTicks / (1 + Math.Exp(-LogRatio));
    }

    /// <summary>Blocks that ran when the machine was about equally busy: their ranks, and the spread of their ratios.</summary>
    private struct Class
    {
        public int First;
        public int End;
        public double SpreadOfEven;
        public double SpreadOfOdd;

        public readonly double SpreadAt(int rank) => int.IsEvenInteger(rank - First) ? SpreadOfEven : SpreadOfOdd;
    }
}
