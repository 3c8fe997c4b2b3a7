using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using ThroughputBench.Against;
using ThroughputBench.Grid;
using ThroughputBench.Pairing;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// How paired training is measured: in the processes that the plan says, our columns, only cells that the right rule
/// accepts, and the benchmark with all features only for the shortest step.
/// </summary>
public sealed class PairedTrainingConfig : ManualConfig
{
    /// <summary>Creates the configuration.</summary>
    public PairedTrainingConfig()
    {
        var plan = MeasurementPlan.Current;
        Job? job = plan.HasLaunchers ? null // their owner brings it
            : plan.InProcess ? PairedJob.InProcess(plan.Launches)
            : PairedJob.OutOfProcess(plan.Launches);
        Add(PairedConfig.Create(job, OverheadEstimate.Ratio));
        AddFilter(new SimpleFilter(IsAccepted), new SimpleFilter(IsShortestStep));
    }

    private static bool IsAccepted(BenchmarkCase benchmark)
    {
        if (benchmark.Descriptor.Type == typeof(AgainstBenchmark) && MeasurementPlan.Current.Sides is null)
            return false;
        return !benchmark.HasParameters
            || !benchmark.Descriptor.Type.IsSubclassOf(typeof(MonitoredTraining))
            || (CellCase.From(benchmark) is { Interval: { } interval } cell && RuleAnswers.IsRight(interval, cell.Accumulate));
    }

    private static bool IsShortestStep(BenchmarkCase benchmark) =>
        !benchmark.HasParameters
        || benchmark.Descriptor.Type != typeof(EverythingBenchmark)
        || (int)benchmark.Parameters[nameof(EverythingBenchmark.Accumulate)] == 1;
}
