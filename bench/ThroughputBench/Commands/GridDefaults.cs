using ThroughputBench.Grid;
using ThroughputBench.Workloads;

namespace ThroughputBench.Commands;

/// <summary>What a command measures by default.</summary>
internal sealed record GridDefaults
{
    /// <summary>Everything, as precisely as possible.</summary>
    public static GridDefaults Sweep { get; } = new();

    /// <summary>
    /// Everything, fast: four cells, their A/A control and everything apart from the pairs take less than half a minute, even on a busy
    /// machine.
    /// </summary>
    public static GridDefaults Check { get; } = new() { InProcess = true, SecondsPerCell = "2.2" };

    /// <summary>
    /// Four cells of the workload whose steps are the shortest, so that the monitor is the largest share of them: for a calibration, which
    /// makes many checks,
    /// and for a check against a commit, which measures each cell in many launches.
    /// </summary>
    public static GridDefaults FourCells { get; } = Check with { Accumulate = "1,4", LogEvery = "4,8", Workloads = "mlp" };

    /// <summary>Default of <c>--accumulate</c>.</summary>
    public string Accumulate { get; init; } = string.Join(',', GridOptions.DefaultAccumulate);

    /// <summary>Default of <c>--log-every</c>.</summary>
    public string LogEvery { get; init; } = string.Join(',', GridOptions.DefaultLogEvery);

    /// <summary>Default of <c>--workload</c>.</summary>
    public string Workloads { get; init; } = string.Join(',', WorkloadCatalog.Names);

    /// <summary>Default of <c>--seconds-per-cell</c>.</summary>
    public string SecondsPerCell { get; init; } = "3";

    /// <summary>Default of <c>--in-process</c>.</summary>
    public bool InProcess { get; init; }
}
