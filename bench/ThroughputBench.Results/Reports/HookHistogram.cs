using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>What hooks took, one by one, with the probes' own time.</summary>
internal sealed class HookHistogram
{
    /// <summary>Hooks of the monitor that did not log.</summary>
    public HookTimes BetweenLogs { get; } = new();

    /// <summary>Hooks of the monitor that logged.</summary>
    public HookTimes AtLogs { get; } = new();

    /// <summary>Hooks that do nothing, on the control's side.</summary>
    public HookTimes Nothing { get; } = new();

    /// <summary>From the raw data of a cell; <see langword="null"/> if its hooks were not timed.</summary>
    public static HookHistogram? Of(IEnumerable<RecordedLaunch> launches, Cell cell)
    {
        var histogram = new HookHistogram();
        foreach (RecordedLaunch layout in launches.SelectMany(launch => launch.ToLayouts()))
        {
            SectionSeries series = layout.ToSections(DirectCosts.BatchesPerLog(cell));
            for (int i = 0; i < series.CandidateTicks.Length; i++)
                (series.EndsPeriod(i) ? histogram.AtLogs : histogram.BetweenLogs).Add(series.CandidateTicks[i] * series.NanosecondsPerTick);
            foreach (long ticks in series.ControlTicks)
                histogram.Nothing.Add(ticks * series.NanosecondsPerTick);
        }
        return histogram.AtLogs.Count == 0 ? null : histogram;
    }

    /// <summary>Several together; <see langword="null"/> of none.</summary>
    public static HookHistogram? Of(IReadOnlyCollection<HookHistogram> parts)
    {
        var sum = new HookHistogram();
        foreach (HookHistogram part in parts)
        {
            sum.BetweenLogs.Add(part.BetweenLogs);
            sum.AtLogs.Add(part.AtLogs);
            sum.Nothing.Add(part.Nothing);
        }
        return parts.Count == 0 ? null : sum;
    }
}
