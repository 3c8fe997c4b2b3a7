using System.Globalization;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Grid;

/// <summary>
/// The cells of a sweep, in the order in which they are measured: device, then workload, then on CUDA the timing, then A, then L.
/// </summary>
internal sealed class SweepGrid
{
    /// <summary>Cells a grid may have: more is a typing error, and would take weeks.</summary>
    public const int MaximumCells = 10_000;

    /// <summary>The default grid of a sweep: <c>mlp</c>, the hardest workload for overhead, on the CPU.</summary>
    public static SweepGrid Default { get; } = new(new GridOptions { Workloads = [new WorkloadSize("mlp", 32)] });

    /// <summary>Makes the product of the lists.</summary>
    /// <exception cref="ArgumentException">A list holds a value that no cell can have: see <see cref="Cell"/>. Lists from the command line
    /// are checked earlier.</exception>
    public SweepGrid(GridOptions options)
    {
        long cells =
            options.Devices.Sum(device => (long)TimingsOn(device, options).Length)
            * options.Workloads.Count
            * options.Accumulate.Count
            * options.LogEvery.Count;
        if (cells > MaximumCells)
        {
            Objection = string.Create(
                CultureInfo.InvariantCulture,
                $"The grid has {cells} cells; at most {MaximumCells} can be measured in one sweep."
            );
            return;
        }
        Cell[] all =
        [
            .. from device in options.Devices
            from workload in options.Workloads
            from timing in TimingsOn(device, options)
            from accumulate in options.Accumulate
            from logEvery in options.LogEvery
            select new Cell
            {
                Device = device,
                Workload = workload.Name,
                BatchSize = workload.BatchSize,
                Shape = workload.ShapeInForce,
                Timing = timing,
                Accumulate = accumulate,
                LogEvery = logEvery,
                LogUnit = options.LogUnit,
            },
        ];
        try
        {
            Cells = options.Shard is { } shard ? Shard.Divide(all, shard.Count, options.Seed, options.CellSeconds)[shard.Index - 1] : all;
        }
        catch (ArgumentException tooMany)
        {
            Objection = tooMany.Message;
            return;
        }
        Accepted = [.. Cells.Where(cell => RuleAnswers.Of(cell).Current)];
        if (Cells.Count == 0)
            Objection = "The grid is empty: name at least one device, workload, accumulation and log frequency.";
        else if (Accepted.Count == 0)
            Objection = NothingAccepted(options);
    }

    /// <summary>All cells, those that are refused among them; none if there are more than <see cref="MaximumCells"/>.</summary>
    public IReadOnlyList<Cell> Cells { get; } = [];

    /// <summary>The cells whose logs fall on ends of cycles: those to measure.</summary>
    public IReadOnlyList<Cell> Accepted { get; } = [];

    /// <summary>The A/A controls that are measured with them: one for each device and size of a workload.</summary>
    public int Controls => Accepted.Select(cell => (cell.Device, cell.Size)).Distinct().Count();

    /// <summary>Why there is nothing to measure, in one line, or <see langword="null"/> if there is.</summary>
    public string? Objection { get; }

    private static DeviceTiming?[] TimingsOn(string device, GridOptions options) =>
        TimingNames.MatterOn(device) && options.Timings.Count > 0 ? [.. options.Timings.Select(timing => (DeviceTiming?)timing)] : [null];

    private static string NothingAccepted(GridOptions options) =>
        $"Nothing to measure: no log frequency of {List(options.LogEvery)} batches is a multiple of an accumulation of "
            + $"{List(options.Accumulate)}; "
        + "add one that is, or count in optimizer steps.";

    private static string List(IReadOnlyList<int> values) =>
        string.Join(",", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
