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
            { "A run advances by at least 0 cycles, not -1.", () => Run(run => run.Advance(-1)) },
            { "A run advances by at least 0 micro-batches, not -2.", () => Run(run => run.AdvanceBatches(-2)) },
            { "There must be at least 1 optimizer step between two checkpoints, not 0.", () => _ = new CheckpointCallback<Tensor>("a", 0) },
            { "A matrix product's size must not be negative: rows is -3.", () => PassFlops.MatrixProduct(-3, 1, 1) },
            { "A matrix product's size must not be negative: inner is -4.", () => PassFlops.MatrixProduct(1, -4, 1) },
            {
                "A product must be measured at least once, not 0 times.",
                () => PeakFlopsMeasurement.Measure(CPU, FlopDtype.Float32, repeats: 0)
            },
        };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void The_message_says_what_was_given_and_what_would_be_right(string message, Action call) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(call).Message, StringComparison.Ordinal);

    private static void Run(Action<FitRun<Tensor>> call)
    {
        using FitRun<Tensor> run = new Trainer<Tensor>(new TrainerOptions()).Begin(new LinearTask(), TestBatches.Prepared(1));
        call(run);
    }
}
