using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Benchmarks;

/// <summary>What the training loop itself costs: the trainer without a callback against a loop written by hand.</summary>
public class TrainerBenchmark : PairedTraining
{
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

    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) => bench.HandWritten(Accumulate, data);

    private protected override TrainingSide Candidate(TrainingBench bench, EndlessData data) =>
        TrainingSide.Of(bench.Control(Accumulate, data));
}
