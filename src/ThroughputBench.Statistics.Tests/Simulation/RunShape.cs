namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>How a pair consists of blocks.</summary>
/// <param name="Places">Blocks of one repetition.</param>
/// <param name="Repetitions">How many times a pair runs them.</param>
/// <param name="Logs">Whether the last place holds a log: half as long again, and with ten times the overhead.</param>
internal sealed record RunShape(int Places, int Repetitions, bool Logs)
{
    private const double LogLength = 1.5;
    private const double LogOverhead = 10;

    public static readonly RunShape OneBlock = new(1, 1, Logs: false);

    /// <summary>A period shorter than a block, as the engine measures it.</summary>
    public static readonly RunShape Repeated = new(1, 15, Logs: false);

    /// <summary>A period of a few blocks, of which the last holds a log.</summary>
    public static readonly RunShape FewBlocksAndLog = new(4, 5, Logs: true);

    /// <summary>A long period, of which the last block holds a log.</summary>
    public static readonly RunShape ManyBlocksAndLog = new(32, 1, Logs: true);

    public int BlocksPerPair => Places * Repetitions;

    public double LengthAt(int place) => IsLog(place) ? LogLength : 1;

    public double OverheadAt(int place, double overhead) => IsLog(place) ? LogOverhead * overhead : overhead;

    public double TruthOf(double overhead) =>
        Enumerable.Range(0, Places).Sum(place => LengthAt(place) * OverheadAt(place, overhead)) / Enumerable.Range(0, Places).Sum(LengthAt);

    public PairedSeries Series(ReadOnlySpan<long> control, ReadOnlySpan<long> candidate) => new(control, candidate, Places, Repetitions);

    public override string ToString() => $"{Places} × {Repetitions}{(Logs ? ", log" : "")}";

    private bool IsLog(int place) => Logs && place == Places - 1;
}
