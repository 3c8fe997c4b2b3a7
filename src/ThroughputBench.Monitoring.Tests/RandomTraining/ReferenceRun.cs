namespace ThroughputBench.Monitoring.Tests.RandomTraining;

/// <summary>The right figures of one run, taken from lists of all events: slow and obvious.</summary>
internal sealed class ReferenceRun(long frequency, bool hasItems, bool hasFlops)
{
    private readonly List<Work> _steps = [];
    private readonly List<Work> _openCycle = [];
    private long _ticks;

    public bool HasItems => hasItems;

    public bool HasFlops => hasFlops;

    public Work Total { get; private set; }

    /// <summary>The stage's clock runs again.</summary>
    public void Pass(long ticks) => _ticks += ticks;

    public void Add(BatchCounts counts, bool endsCycle)
    {
        var work = new Work((decimal)_ticks / frequency, 1, endsCycle ? 1 : 0, counts.Samples, counts.Items ?? 0, counts.Flops ?? 0);
        _ticks = 0;
        _openCycle.Add(work);
        Total = Work.Of([Total, work]);
        if (!endsCycle)
            return;
        _steps.Add(Work.Of(_openCycle));
        _openCycle.Clear();
    }

    /// <summary>The last W whole cycles after the warm-up.</summary>
    public List<Work> Window(int windowSteps, int warmupSteps) =>
        _steps[Math.Min(_steps.Count, Math.Max(warmupSteps, _steps.Count - windowSteps))..];

    /// <summary>The smallest step time such that at least so many percent of the steps took no longer.</summary>
    public static decimal Quantile(decimal[] ascending, int percent)
    {
        int rank = 1;
        while (100 * rank < percent * ascending.Length)
            rank++;
        return ascending[rank - 1];
    }
}
