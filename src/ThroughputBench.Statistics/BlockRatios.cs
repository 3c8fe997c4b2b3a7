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

    /// <summary>
    /// How often the classes' spreads are computed around the locations, and how many steps the locations then take. With more of either
    /// the estimate moves by less than a thousandth of its error.
    /// </summary>
    private const int Rounds = 2;
    private const int StepsOfRound = 4;

    /// <summary>Size of a class from which on half of its blocks suffice for the spread of the others.</summary>
    private const int SmallestHalved = 32;

    private readonly Place[] _places;
    private readonly int _blocksPerPair;

    /// <summary>How busy the machine was in each block, and which block that is.</summary>
    private ulong[] _keys = [];

    /// <summary>The blocks by rank, from the calmest to the most disturbed.</summary>
    private int[] _order = [];

    /// <summary>The place of the block at each rank, and the logarithm of its ratio: what the many passes over all blocks read.</summary>
    private int[] _placeAt = [];
    private double[] _ratioAt = [];

    /// <summary>How far each block, in the order of measuring, takes the ratio's logarithm up or down. Their sum is zero.</summary>
    private double[] _influences = [];
    private double[] _scratch = [];
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
        SortIntoClasses(control, candidate);
        ReadRatios(control, candidate);
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
        if (_order.Length < blocks)
        {
            int room = Math.Max(blocks, 2 * _order.Length);
            (_keys, _order, _placeAt) = (new ulong[room], new int[room], new int[room]);
            (_ratioAt, _influences, _scratch) = (new double[room], new double[room], new double[room]);
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
            levels[i] = Math.Max(1, control[i] + candidate[i]);
        for (int place = 0; place < _places.Length; place++)
        {
            double calm = _places[place].CalmTicks = QuantileOf(place, levels, CalmQuantile);
            for (int i = place; i < _blocks; i += _places.Length)
                _keys[i] = ((ulong)BitConverter.SingleToUInt32Bits((float)(levels[i] / calm)) << 32) | (uint)i;
        }
        // In single precision a level and its block fit into one number, which sorts faster. Blocks of one level stay in the order of
        // measuring, so that every program finds the same classes.
        _keys.AsSpan(0, _blocks).Sort();
        for (int rank = 0; rank < _blocks; rank++)
            (_order[rank], _placeAt[rank]) = ((int)(uint)_keys[rank], (int)(uint)_keys[rank] % _places.Length);
    }

    private void ReadRatios(ReadOnlySpan<long> control, ReadOnlySpan<long> candidate)
    {
        double[] ratios = _influences;
        for (int i = 0; i < _blocks; i++)
            ratios[i] = Math.Log((double)Math.Max(1, candidate[i]) / Math.Max(1, control[i]));
        for (int place = 0; place < _places.Length; place++)
            _places[place].LogRatio = QuantileOf(place, ratios, 0.5);
        for (int rank = 0; rank < _blocks; rank++)
            _ratioAt[rank] = ratios[_order[rank]];
    }

    private void MeasureSpreads()
    {
        double tick = _places.Length / _places.Sum(place => place.CalmTicks); // two blocks' ticks: no ratio is known better
        foreach (ref Class some in _classes.AsSpan())
        {
            // Each half is weighed by the spread of the other: a block whose deviation influenced its own weight would look more certain
            // than it is.
            bool halved = some.End - some.First >= SmallestHalved;
            some.Even = new(SpreadOf(halved ? some.First + 1 : some.First, some.End, halved ? 2 : 1, tick));
            some.Odd = halved ? new(SpreadOf(some.First, some.End, 2, tick)) : some.Even;
        }
    }

    private double SpreadOf(int first, int end, int step, double least)
    {
        Span<double> deviations = _scratch.AsSpan(0, (end - first + step - 1) / step);
        for (int i = 0; i < deviations.Length; i++)
            deviations[i] = Deviation(first + i * step);
        double upper = Quantile(deviations, UpperQuartile),
            lower = Quantile(deviations, LowerQuartile);
        return Math.Max((upper - lower) / QuartilesOfNormal, least);
    }

    /// <summary>Reweighted least squares: beyond the bend a block's weight falls with its distance.</summary>
    private void MoveLocations()
    {
        foreach (ref Place place in _places.AsSpan())
            (place.Sum, place.Weight) = (0, 0);
        foreach (Class some in _classes)
        {
            AddWeighted(some.First, some.End, some.Even);
            AddWeighted(some.First + 1, some.End, some.Odd);
        }
        foreach (ref Place place in _places.AsSpan())
            place.LogRatio = place.Sum / place.Weight;
    }

    /// <summary>Adds the ratios at every second rank. Besides sorting, this takes most of an estimate's time.</summary>
    private void AddWeighted(int first, int end, Spread spread)
    {
        for (int rank = first; rank < end; rank += 2)
        {
            double ratio = _ratioAt[rank];
            ref Place place = ref _places[_placeAt[rank]];
            double weight = spread.Weight * Math.Min(1, spread.Bend / Math.Abs(ratio - place.LogRatio));
            place.Sum += weight * ratio;
            place.Weight += weight;
        }
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
                Spread spread = some.SpreadAt(rank);
                ref Place place = ref _places[_placeAt[rank]];
                place.Sum += _influences[_order[rank]] = Math.Clamp(Deviation(rank), -spread.Bend, spread.Bend) * spread.Weight;
                place.Weight += within * spread.Weight;
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
        for (int index = 0; index < _places.Length; index++)
        {
            Place place = _places[index];
            double mean = place.Sum / periods,
                share = place.CandidateTicks / CandidateTicks / place.Weight;
            for (int i = index; i < _blocks; i += _places.Length)
                _influences[i] = (_influences[i] - mean) * share;
        }
    }

    private double ShareWithin(Class some)
    {
        int within = 0;
        for (int rank = some.First; rank < some.End; rank++)
            within += Math.Abs(Deviation(rank)) <= some.SpreadAt(rank).Bend ? 1 : 0;
        return Math.Max(1.0, within) / (some.End - some.First);
    }

    private double Deviation(int rank) => _ratioAt[rank] - _places[_placeAt[rank]].LogRatio;

    private double QuantileOf(int place, double[] values, double probability)
    {
        int periods = _blocks / _places.Length;
        for (int period = 0; period < periods; period++)
            _scratch[period] = values[period * _places.Length + place];
        return Quantile(_scratch.AsSpan(0, periods), probability);
    }

    private static double Quantile(Span<double> values, double probability) =>
        OrderStatistic.Of(values, (int)(probability * values.Length));

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
        public Spread Even;
        public Spread Odd;

        public readonly Spread SpreadAt(int rank) => int.IsEvenInteger(rank - First) ? Even : Odd;
    }

    /// <summary>How far the ratios of half a class lie apart.</summary>
    private readonly struct Spread(double deviation)
    {
        /// <summary>Distance beyond which a block counts no more than one at that distance.</summary>
        public double Bend { get; } = BlockRatios.Bend * deviation;

        /// <summary>Weight of a block within it.</summary>
        public double Weight { get; } = 1 / (deviation * deviation);
    }
}
