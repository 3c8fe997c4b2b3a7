using ThroughputBench.Training;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares the samples that a monitor finds in a batch by itself.</summary>
internal static class VerifiedCounting
{
    private const long Samples = 7;

    /// <summary>Compares them for the kinds of batches that need no function from the user.</summary>
    public static void Compare(FigureComparison all)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor inputs = torch.zeros(Samples, 3, 2),
            targets = torch.zeros(5);
        One("is a tensor", inputs);
        One("is a pair of tensors", (inputs, targets));
        One("is three tensors", (inputs, targets, targets));
        One("is a dictionary", new Dictionary<string, torch.Tensor> { ["inputs"] = inputs, ["targets"] = targets });
        One("is a list", new List<torch.Tensor> { inputs, targets });
        One("is nested", (("a name", inputs), targets));

        void One<TBatch>(string situation, TBatch batch)
        {
            var clock = new VirtualClock();
            var monitor = new ThroughputMonitor<TBatch>(new ThroughputMonitorOptions<TBatch>(), clock);
            using var loop = new HandLoop<TBatch>(monitor, new TrainerOptions());
            clock.Advance(1);
            loop.EndBatch(batch, endsCycle: true);
            all.Compare("samples found in a batch", $"that {situation}", 0, monitor.Training.Totals.Samples, Samples);
        }
    }
}
