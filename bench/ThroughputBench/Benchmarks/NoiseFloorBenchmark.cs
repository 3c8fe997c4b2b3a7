using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Benchmarks;

/// <summary>The A/A control: training against itself, through the same engine and for as long as a cell. What it shows is noise.</summary>
public class NoiseFloorBenchmark : PairedTraining
{
    /// <inheritdoc/>
    protected override int BatchesPerPeriod => Accumulate;

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Nothing() => RunCandidate(1);

    private protected override TrainingSide Candidate(TrainingBench bench) => Control(bench);
}
