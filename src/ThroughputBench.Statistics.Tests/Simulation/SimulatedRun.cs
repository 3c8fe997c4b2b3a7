using System.Numerics;

namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>
/// Pairs of blocks of a simulated machine: a block is one millisecond, times its noise, with a standard deviation of 1 % unless set. The
/// clock's tick is a nanosecond.
/// </summary>
internal sealed record SimulatedRun(Noise Noise, NoiseLayout Layout, int Pairs)
{
    private const double BlockTicks = 1e6;

    /// <summary>Without logs, what the candidate takes more in every block.</summary>
    public double Overhead { get; init; } = 0.005;

    public double Deviation { get; init; } = 0.01;

    public RunShape Shape { get; init; } = RunShape.OneBlock;

    /// <summary>The overhead of a whole repetition, that of its log included.</summary>
    public double Truth => Shape.TruthOf(Overhead);

    public int Blocks => Pairs * Shape.BlocksPerPair;

    public PairedSeries Measure(ulong seed)
    {
        var (control, candidate) = (new long[Blocks], new long[Blocks]);
        Measure(seed, control, candidate);
        return Shape.Series(control, candidate);
    }

    public void Measure(ulong seed, Span<long> control, Span<long> candidate)
    {
        var chance = new Chance(seed);
        double[] first = new double[Layout == NoiseLayout.PerSide ? Blocks : 2 * Blocks];
        double[] second = Layout == NoiseLayout.PerSide ? new double[Blocks] : first;
        Fill(first, ref chance);
        if (second != first)
            Fill(second, ref chance);

        for (int block = 0; block < Blocks; block++)
        {
            int place = block % Shape.Places;
            // The engine's order of sides: Thue and Morse's sequence, over pairs, over repetitions and over blocks.
            int order = block / Shape.BlocksPerPair ^ block / Shape.Places % Shape.Repetitions ^ place;
            int controlPlace = BitOperations.PopCount((uint)order) & 1;
            double controlNoise = second != first ? first[block] : first[2 * block + controlPlace];
            double candidateNoise = second != first ? second[block] : first[2 * block + 1 - controlPlace];
            double length = BlockTicks * Shape.LengthAt(place);
            control[block] = Read(length * controlNoise);
            candidate[block] = Read(length * candidateNoise * (1 + Shape.OverheadAt(place, Overhead)));
        }
    }

    private long Read(double ticks)
    {
        double tick = Noise == Noise.QuantizedClock ? BlockTicks / 200 / Math.Sqrt(Shape.BlocksPerPair) : 1;
        return (long)Math.Round(Math.Round(ticks / tick) * tick);
    }

    private void Fill(double[] factors, ref Chance chance)
    {
        double persistence = Noise switch
        {
            Noise.Autoregressive50 or Noise.SharedMachine => 0.5,
            Noise.Autoregressive90 => 0.9,
            Noise.SlowWandering => 0.97,
            Noise.SharedCore => 0.9,
            _ => 0,
        };
        double fresh = Math.Sqrt(1 - persistence * persistence),
            state = chance.Normal();
        bool busy = false;
        int burst = 0;
        for (int block = 0; block < factors.Length; block++)
        {
            if (Noise == Noise.BusyHost)
                busy = chance.Uniform() < (busy ? 0.98 : 0.01);
            else if (Noise == Noise.SharedCore)
                busy = chance.Uniform() < (busy ? 0.975 : 0.0125);
            else if (Noise == Noise.Bursts && burst-- <= 0 && chance.Uniform() < 0.005)
                burst = (int)(20 * chance.Uniform());
            state = persistence == 0 ? chance.Normal() : persistence * state + fresh * chance.Normal();
            double deviation =
                Deviation
                * Noise switch
                {
                    Noise.HeavyTailed => state / chance.RootMeanSquareOfThree(),
                    Noise.ModeSwitch when 2 * block >= factors.Length => 2 * state,
                    Noise.SlowWandering => 0.4 * state + chance.Normal(),
                    Noise.SharedCore => state + 2 * chance.Normal(),
                    _ => state,
                };
            factors[block] =
                Math.Exp(deviation)
                * Noise switch
                {
                    Noise.ModeSwitch when 2 * block >= factors.Length => 1.3,
                    Noise.LinearDrift => 1 + 0.3 * block / factors.Length,
                    Noise.Outliers or Noise.SharedMachine when chance.Uniform() < 0.01 => 10,
                    Noise.BusyHost when busy && chance.Uniform() < 0.5 => 1.5,
                    Noise.SharedCore => (busy ? 1.7 : 1) + (chance.Uniform() < 0.1 ? 0.75 * chance.Uniform() : 0),
                    Noise.Bursts when burst > 0 => 2 + 4 * chance.Uniform(),
                    _ => 1,
                };
        }
    }
}
