using BenchmarkDotNet.Configs;
using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Comparing;

/// <summary>
/// Measures each <c>[Benchmark]</c> method of a class in turns with the one that has <c>Baseline = true</c>, in one process and on one
/// object. The summary has a row for each, with method / baseline and its 95 % confidence interval.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PairedAttribute : Attribute, IConfigSource, IPairedPlanSource
{
    /// <summary>How many times as long to wait until a noisy machine gives an interval at all.</summary>
    private const double Patience = 2;

    /// <summary>How long to measure each method at most, in seconds, without warm-up; above 0. Default: 10.</summary>
    public double Seconds { get; set; } = 10;

    /// <summary>
    /// Half-width of the interval that is enough, as a fraction above 0: the measurement ends once it is reached. Default: 0.001, which is
    /// ±0.1 %.
    /// </summary>
    public double Precision { get; set; } = 0.001;

    /// <summary>
    /// How many processes measure each method, at least 1. Default: 1. Two processes place the same code at other addresses; from two on,
    /// the interval says by how much that matters.
    /// </summary>
    public int Launches { get; set; } = 1;

    /// <summary>Whether to measure in the process that asks, without building anything. Default: no.</summary>
    public bool InProcess { get; set; }

    /// <inheritdoc/>
    public IConfig Config =>
        PairedConfig.CreateForMethods(InProcess ? PairedJob.InProcess(Launches) : PairedJob.OutOfProcess(Launches), Estimate);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public PairedPlan Plan
    {
        get
        {
            var goal = new PrecisionGoal(Precision);
            RunningEstimate? running = null;
            RatioEstimate SoFar(BlocksSoFar blocks) =>
                (running ??= new(blocks.BlocksPerRepetition, blocks.Repetitions)).Estimate(blocks.ControlTicks, blocks.CandidateTicks);
            return new()
            {
                MaximumTime = TimeSpan.FromSeconds(Seconds),
                MinimumPairs = RatioEstimate.MinimumPairs,
                UsableWhen = blocks => SoFar(blocks).HasInterval,
                Patience = Patience,
                StopWhen = blocks => goal.IsReached(SoFar(blocks)),
            };
        }
    }

    private static (double Estimate, double Lower, double Upper) Estimate(PairedResult result)
    {
        RatioEstimate estimate = PairedSeries
            .Of(
                result.Launches.Select(launch => new PairedSeries(
                    launch.ControlTicks,
                    launch.CandidateTicks,
                    launch.BlocksPerRepetition,
                    launch.Repetitions
                ))
            )
            .Estimate();
        return (1 + estimate.Overhead, 1 + estimate.Lower, estimate.HasInterval ? 1 + estimate.Upper : double.PositiveInfinity);
    }
}
