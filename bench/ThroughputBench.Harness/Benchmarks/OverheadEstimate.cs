using ThroughputBench.Pairing;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>From the paired engine's blocks to statistics.</summary>
internal static class OverheadEstimate
{
    /// <summary>The estimate of candidate over control from the blocks.</summary>
    /// <param name="result">At least one launch.</param>
    public static SeriesReading Read(PairedResult result) => Overheads.Read(Recorded(result));

    /// <summary>
    /// The same with each layout as a launch of its own, so that the interval knows what they differ by. Layouts that are too short for
    /// that are left out.
    /// </summary>
    /// <param name="result">At least one launch.</param>
    public static SeriesReading ReadLayouts(PairedResult result)
    {
        PairedSeries[] layouts = [.. result.Launches.SelectMany(LayoutsOf)];
        return layouts.Length == 0 ? Read(result) : PairedSeries.Of(layouts).Read();
    }

    private static IEnumerable<PairedSeries> LayoutsOf(PairedLaunch launch)
    {
        int blocks = launch.BlocksPerRepetition * launch.Repetitions,
            first = 0;
        foreach (int pairs in launch.PairsOfLayouts.Length == 0 ? [launch.Pairs] : launch.PairsOfLayouts)
        {
            Range part = first..(first + pairs * blocks);
            if (pairs >= RatioEstimate.MinimumPairsOfLaunch)
                yield return new(launch.ControlTicks[part], launch.CandidateTicks[part], launch.BlocksPerRepetition, launch.Repetitions);
            first = part.End.Value;
        }
    }

    /// <summary>The estimate as a ratio, with its interval: 1 means equal.</summary>
    public static (double Estimate, double Lower, double Upper) Ratio(PairedResult result)
    {
        RatioEstimate estimate = Read(result).Estimate();
        return (1 + estimate.Overhead, 1 + estimate.Lower, 1 + estimate.Upper);
    }

    /// <summary>The launches' blocks as stored in records.</summary>
    public static IReadOnlyList<RecordedLaunch> Recorded(PairedResult result)
    {
        int?[] processes = [.. result.Launches.Select(launch => launch.ProcessId).Distinct()];
        bool areShared = processes.Length < result.Launches.Count && !processes.Contains(null);
        return
        [
            .. result.Launches.Select(launch => new RecordedLaunch
            {
                ControlTicks = launch.ControlTicks,
                CandidateTicks = launch.CandidateTicks,
                ControlFirst = [.. Enumerable.Range(0, launch.Blocks).Select(launch.IsControlFirst)],
                Operations = [.. Enumerable.Range(0, launch.Blocks).Select(launch.OperationsOf)],
                ControlHookTicks = launch.ControlSectionTicks,
                CandidateHookTicks = launch.CandidateSectionTicks,
                PairsOfLayouts = launch.PairsOfLayouts,
                Process = areShared ? 1 + Array.IndexOf(processes, launch.ProcessId) : null,
                TicksPerSecond = launch.TicksPerSecond,
                BlocksPerRepetition = launch.BlocksPerRepetition,
                Repetitions = launch.Repetitions,
                StoppedBy = (EndedBy)launch.StoppedBy,
                Elapsed = launch.Elapsed,
            }),
        ];
    }
}
