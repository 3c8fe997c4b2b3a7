using ThroughputBench.Machine;
using ThroughputBench.Measurement;
using ThroughputBench.Workloads;

namespace ThroughputBench.Commands;

/// <summary>What a command measures if its options do not say: as the options are declared, or otherwise as this says.</summary>
internal sealed class GridDefaults
{
    private readonly Dictionary<MeasurementOption, string> _texts;

    private GridDefaults(GridDefaults? others, params ReadOnlySpan<(MeasurementOption Option, string Text)> texts)
    {
        _texts = others is null ? [] : new(others._texts);
        foreach ((MeasurementOption option, string text) in texts)
            _texts[option] = text;
    }

    /// <summary>Time for all of it; <see langword="null"/> if it may take its time.</summary>
    public TimeSpan? Limit { get; private init; }

    /// <summary>Everything, as precisely as possible.</summary>
    public static GridDefaults Sweep { get; } =
        new(
            null,
            (MeasurementOptions.Workload, string.Join(',', WorkloadCatalog.Names)),
            (MeasurementOptions.InProcess, Repository.IsBundle ? "true" : "false")
        );

    /// <summary>A sweep with <c>--quick</c>.</summary>
    public static GridDefaults Quick { get; } = new(Sweep, [.. MeasurementOptions.Quick.StandsFor]);

    /// <summary>
    /// A sweep of CUDA devices alone: where the host is the bottleneck and where the device is, in one process, because a new one takes
    /// seconds to begin with a device.
    /// </summary>
    public static GridDefaults SweepOnCuda { get; } =
        new(
            Sweep,
            (SizeOptions.Size, "own,device"),
            (MeasurementOptions.Accumulate, "1,4"),
            (MeasurementOptions.LogEvery, "8,32"),
            (MeasurementOptions.SecondsPerCell, "2"),
            (MeasurementOptions.InProcess, "true")
        )
        {
            Limit = TimeSpan.FromMinutes(8),
        };

    /// <summary>The same with <c>--quick</c>: a sixth of its cells.</summary>
    public static GridDefaults QuickOnCuda { get; } =
        new(SweepOnCuda, (MeasurementOptions.Workload, WorkloadCatalog.Names[0]), (MeasurementOptions.Accumulate, "1"))
        {
            Limit = SweepOnCuda.Limit / 6,
        };

    /// <summary>Everything, fast: the direct cost decides, and a second knows it.</summary>
    public static GridDefaults Check { get; } = new(Sweep, (MeasurementOptions.SecondsPerCell, "1.1"));

    /// <summary>A check with <c>--quick</c>.</summary>
    public static GridDefaults QuickCheck { get; } = new(Check, [.. MeasurementOptions.Quick.StandsFor]);

    /// <summary>
    /// Four cells of the workload whose steps are the shortest, so that the monitor is the largest share of them: for a calibration, which
    /// makes many checks.
    /// </summary>
    public static GridDefaults FourCells { get; } =
        new(
            Check,
            (MeasurementOptions.Accumulate, "1,4"),
            (MeasurementOptions.LogEvery, "4,8"),
            (MeasurementOptions.Workload, WorkloadCatalog.Names[0])
        );

    /// <summary>The same for a check against a commit, which loads both builds into one process, many times for each cell.</summary>
    public static GridDefaults Against { get; } = new(FourCells, (MeasurementOptions.InProcess, "true"));

    /// <summary>What is read if an option is not given; <see langword="null"/> if nothing is.</summary>
    public string? TextOf(MeasurementOption option) => _texts.GetValueOrDefault(option) ?? option.Default;
}
