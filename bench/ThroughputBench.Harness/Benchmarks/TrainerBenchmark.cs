using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// What a training takes with the trainer, without a callback, against a loop written by hand as TorchSharp's examples are.
/// </summary>
public class TrainerBenchmark : PairedTraining
{
    private const int BlocksApart = 16,
        MostBytesApart = 1 << 14;

    private readonly Random _chance = new();
    private readonly List<nint> _apart = [];

    /// <inheritdoc/>
    protected override int BatchesPerPeriod => Accumulate;

    // One of four layouts once made the loop 1.8 % slower in a whole measurement of mlp: with many the interval has what they differ by.
    private protected override int Layouts => Math.Max(4, (int)(MeasurementPlan.Current.SecondsPerCell / Launches / 1.5));

    // Fit runs many micro-batches in a row. In blocks of one, code of the trainer that the other side's step had driven out of the caches
    // was 0.4 % of any step.
    private protected override TimeSpan HostBlock { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Trainer() => RunCandidate(1);

    /// <inheritdoc/>
    protected override void ClearAway()
    {
        _apart.ForEach(Marshal.FreeHGlobal);
        _apart.Clear();
    }

    // Else libtorch gets the addresses again that the layout before has just given back, and all layouts are alike.
    private protected override TrainingBench NewBench(MeasurementPlan plan)
    {
        for (int block = 0; block < BlocksApart; block++)
            _apart.Add(Marshal.AllocHGlobal(_chance.Next(1, MostBytesApart)));
        return base.NewBench(plan);
    }

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) =>
        bench.HandWritten(Accumulate, data, freesGradients: false);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.Control(Accumulate, data));
}
