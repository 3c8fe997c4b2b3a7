using ThroughputBench.Monitoring;
using ThroughputBench.Training;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>Compares what a monitor must refuse: a second run at the same time, and states that it cannot continue from.</summary>
internal static class VerifiedRefusals
{
    private const int Samples = 3;

    /// <summary>Compares it: 1 for refused, 0 for accepted. What is refused changes nothing.</summary>
    public static void Compare(FigureComparison all)
    {
        var clock = new VirtualClock();
        var monitor = new ThroughputMonitor<BatchCounts>(
            new ThroughputMonitorOptions<BatchCounts> { SamplesOf = static batch => batch.Samples },
            clock
        );
        using (var loop = new ReportedLoop(monitor))
        {
            One<InvalidOperationException>("another run", "during a run", () => new ReportedLoop(monitor).Dispose());
            One<InvalidOperationException>("a state", "during a run", () => monitor.Load(Trained(new ThroughputState(1, 2, 1, 2, 2, 2))));
            clock.Advance(1);
            loop.EndBatch(new BatchCounts(Samples));
        }
        foreach ((string count, ThroughputMonitorState state) in Impossible())
            One<ArgumentException>("a state", $"with {count} below 0", () => monitor.Load(state));
        all.Compare("saved samples", "after what was refused", 0, monitor.Save().Train.Samples, Samples);

        void One<TRefusal>(string what, string situation, Action attempt)
            where TRefusal : Exception => all.Compare($"whether {what} is refused", situation, 0, IsRefused<TRefusal>(attempt) ? 1 : 0, 1);
    }

    private static IEnumerable<(string Count, ThroughputMonitorState State)> Impossible()
    {
        var possible = new ThroughputState(1, 4, 2, 8, 8, 8);
        yield return ("seconds", Trained(possible with { Seconds = -1 }));
        yield return ("batches", Trained(possible with { Batches = -4 }));
        yield return ("steps", Trained(possible with { Steps = -1 }));
        yield return ("samples", Trained(possible with { Samples = -1 }));
        yield return ("items", Trained(possible with { Items = -1 }));
        yield return ("FLOPs", Trained(possible with { Flops = -1 }));
        yield return ("epochs", Trained(possible) with { Epochs = -1 });
        yield return ("predicted samples", Trained(possible) with { Predict = possible with { Samples = -1 } });
    }

    private static ThroughputMonitorState Trained(ThroughputState state) => new(state, default, default, default);

    private static bool IsRefused<TRefusal>(Action attempt)
        where TRefusal : Exception
    {
        try
        {
            attempt();
            return false;
        }
        catch (TRefusal)
        {
            return true;
        }
    }
}
