using System.Numerics;

namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>
/// Pairs of blocks of a simulated machine: a block is one millisecond, times its noise, with a standard deviation of 1 % unless told.
/// </summary>
internal sealed record SimulatedRun(Noise Noise, NoiseLayout Layout, int Pairs)
{
    private const double BlockNanoseconds = 1e6;

    public double Overhead { get; init; } = 0.005;

    public double Deviation { get; init; } = 0.01;

    public PairedSeries Measure(ulong seed)
    {
        var (control, candidate) = (new double[Pairs], new double[Pairs]);
        Measure(seed, control, candidate);
        return new(control, candidate);
    }

    public void Measure(ulong seed, Span<double> control, Span<double> candidate)
    {
        var chance = new Chance(seed);
        double[] first = new double[Layout == NoiseLayout.PerSide ? Pairs : 2 * Pairs];
        double[] second = Layout == NoiseLayout.PerSide ? new double[Pairs] : first;
        Fill(first, ref chance);
        if (second != first)
            Fill(second, ref chance);

        for (int pair = 0; pair < Pairs; pair++)
        {
            // The engine's order of sides: Thue and Morse's sequence, in which each second pair is the first turned round.
            int controlPlace = BitOperations.PopCount((uint)pair) & 1;
            double controlNoise = second != first ? first[pair] : first[2 * pair + controlPlace];
            double candidateNoise = second != first ? second[pair] : first[2 * pair + 1 - controlPlace];
            control[pair] = Read(BlockNanoseconds * controlNoise);
            candidate[pair] = Read(BlockNanoseconds * candidateNoise * (1 + Overhead));
        }
    }

    private double Read(double nanoseconds)
    {
        const double Tick = BlockNanoseconds / 100;
        return Noise == Noise.QuantizedClock ? Math.Round(nanoseconds / Tick) * Tick : nanoseconds;
    }

    private void Fill(double[] factors, ref Chance chance)
    {
        double persistence = Noise switch
        {
            Noise.Autoregressive50 or Noise.SharedMachine => 0.5,
            Noise.Autoregressive90 => 0.9,
            Noise.SlowWandering => 0.97,
            _ => 0,
        };
        double fresh = Math.Sqrt(1 - persistence * persistence), state = chance.Normal();
        bool busy = false;
        for (int block = 0; block < factors.Length; block++)
        {
            if (Noise == Noise.BusyHost)
                busy = chance.Uniform() < (busy ? 0.98 : 0.01);
            state = persistence == 0 ? chance.Normal() : persistence * state + fresh * chance.Normal();
            double deviation = Deviation * Noise switch
            {
                Noise.HeavyTailed => state / chance.RootMeanSquareOfThree(),
                Noise.ModeSwitch when 2 * block >= factors.Length => 2 * state,
                Noise.SlowWandering => 0.4 * state + chance.Normal(),
                _ => state,
            };
            factors[block] = Math.Exp(deviation) * Noise switch
            {
                Noise.ModeSwitch when 2 * block >= factors.Length => 1.3,
                Noise.LinearDrift => 1 + 0.3 * block / factors.Length,
                Noise.Outliers or Noise.SharedMachine when chance.Uniform() < 0.01 => 10,
                Noise.BusyHost when busy && chance.Uniform() < 0.5 => 1.5,
                _ => 1,
            };
        }
    }
}
