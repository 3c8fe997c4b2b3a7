using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>What the hooks of two builds differ by while caches are warm: see <see cref="SmallestSteps"/>.</summary>
internal sealed class WarmHooks
{
    private const int Loads = 10;

    private readonly SectionReading[] _loads;
    private readonly double _stepNanoseconds;

    /// <param name="loads">What <see cref="SmallestSteps"/> says of each load.</param>
    public WarmHooks(IReadOnlyList<(SectionReading Hooks, double StepNanoseconds)> loads) =>
        (_loads, _stepNanoseconds) = ([.. loads.Select(load => load.Hooks)], loads.Average(load => load.StepNanoseconds));

    /// <summary>Loads both builds a few times, and measures each load: for some 4 s.</summary>
    /// <param name="plan">How to measure, and the two builds.</param>
    /// <param name="cell">Names the device and the workload, on whose micro-batches the hooks depend.</param>
    /// <param name="cancellation">Ends it.</param>
    public static WarmHooks Measure(MeasurementPlan plan, Cell cell, CancellationToken cancellation)
    {
        using var bench = new TrainingBench(plan, cell.Size.Label, cell.Device);
        using var steps = new SmallestSteps(bench, SideLoad.Several(plan.Sides!.Old, plan.Sides.New, Loads));
        steps.WarmUp();
        return new WarmHooks([.. steps.Measure(cancellation)]);
    }

    /// <summary>Per micro-batch of a cell, whose logs are more or less frequent.</summary>
    public HookDifference Of(Cell cell)
    {
        double logs = 1.0 / DirectCosts.BatchesPerLog(cell);
        var own = SectionCost.Pooled([
            .. _loads.Select(load =>
                load.Cost with
                {
                    Nanoseconds = logs * load.AtEnd + (1 - logs) * load.WithinPeriod!.Value,
                }
            ),
        ]);
        return new(own, _loads.Average(load => load.Empty), _stepNanoseconds, _loads.Length, _loads.Sum(load => load.Operations));
    }
}
