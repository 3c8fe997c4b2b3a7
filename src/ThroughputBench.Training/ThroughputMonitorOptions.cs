using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>What a <see cref="ThroughputMonitor{TBatch}"/> counts and when it logs. Checked when the monitor is created.</summary>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed record ThroughputMonitorOptions<TBatch>
{
    /// <summary>W: optimizer steps over which rates are taken; from 1 to <see cref="ThroughputWindow.MaximumSteps"/>. Default 100.</summary>
    public int WindowSteps { get; init; } = 100;

    /// <summary>How often to log; <see langword="null"/> follows <see cref="TrainerOptions.LogEvery"/>.</summary>
    public LogInterval? LogEvery { get; init; }

    /// <summary>Optimizer steps at the start that no rate looks at; at least 0. Default 0. They stay in the totals.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Samples in a batch; by default the first dimension of its first tensor.</summary>
    public Func<TBatch, long>? SamplesOf { get; init; }

    /// <summary>Items (tokens, pixels, frames) in a batch; <see langword="null"/> leaves items out. Lightning: <c>length_fn</c>.</summary>
    public Func<TBatch, long>? ItemsOf { get; init; }

    /// <summary>Between the parts of a metric's name. Default <c>/</c>.</summary>
    public string Separator { get; init; } = "/";
}
