using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Benchmarks;

/// <summary>The A/A control: training against itself, through the same engine. Its difference is noise.</summary>
public class NoiseFloorBenchmark : PairedTraining
{
    /// <inheritdoc/>
    protected override int BatchesPerPeriod => Accumulate;

    /// <summary>Every verdict depends on it, and it is measured only once.</summary>
    private protected override int Cells => 2;

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Nothing() => RunCandidate(1);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) => Control(bench, data);
}
