namespace ThroughputBench.Benchmarks;

/// <summary>What the training loop itself adds: the trainer against a loop written by hand that frees gradients as the trainer does.</summary>
public class LoopBenchmark : TrainerBenchmark
{
    private protected override TrainingSide Control(TrainingBench bench, EndlessData data) =>
        bench.HandWritten(Accumulate, data, freesGradients: true);
}
