using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Benchmarks;

/// <summary>What the training loop itself costs: the trainer without a callback against a loop as one would write it by hand.</summary>
public class TrainerBenchmark : PairedTraining
{
    /// <inheritdoc/>
    protected override int BatchesPerPeriod => Accumulate;

    /// <summary>Names the case for BenchmarkDotNet; the paired engine runs the two sides itself.</summary>
    [Benchmark]
    public void Trainer() => RunCandidate(1);

    private protected override TrainingSide Control(TrainingBench bench) => bench.HandWritten(Accumulate);

    private protected override TrainingSide Candidate(TrainingBench bench) => TrainingSide.Of(bench.Control(Accumulate));
}
