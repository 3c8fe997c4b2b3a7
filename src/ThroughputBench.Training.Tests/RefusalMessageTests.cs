using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>A number that is out of range is refused in the house's words: what was given, and what would be right.</summary>
public sealed class RefusalMessageTests
{
    public static TheoryData<string, Action> Wrong =>
        new()
        {
            { "cycles", () => Run(run => run.Advance(-1)) },
            { "micro-batches", () => Run(run => run.AdvanceBatches(-2)) },
            { "checkpoints", () => _ = new CheckpointCallback<Tensor>("a", 0) },
            { "rows", () => PassFlops.MatrixProduct(-3, 1, 1) },
            { "inner", () => PassFlops.MatrixProduct(1, -4, 1) },
            { "repeats", () => PeakFlopsMeasurement.Measure(CPU, FlopDtype.Float32, repeats: 0) },
        };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void The_message_says_what_was_given_and_what_would_be_right(string of, Action call) =>
        Wording.Matches(Assert.Throws<ArgumentOutOfRangeException>(call).Message, of);

    private static void Run(Action<FitRun<Tensor>> call)
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions()).Begin(new LinearTask(), TestBatches.Prepared(1));
        call(run);
    }
}
