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

    /// <summary>
    /// What a process shifts one side's blocks by for as long as it runs, as a standard deviation. A method paired with itself took 0.3 to
    /// 0.7 ns more of a block in some processes and nothing in others, which their intervals of 0.4 to 0.9 ns did not hold.
    /// </summary>
    private const double SharedNanoseconds = 1;

    private const double LeastSeconds = 0.001;
    private const double MostSeconds = 86_400;

    /// <summary>
    /// How long each process measures each method, in seconds, without the warm-up of one to three; from 0.001 to 86,400. Default: 10. It
    /// is less if <see cref="Precision"/> is reached. It is up to twice as long if there would be no interval, because the machine is noisy
    /// or 60 pairs take longer; and up to three times for two pairs, if the methods are that slow.
    /// </summary>
    public double Seconds { get; set; } = 10;

    /// <summary>
    /// Half-width of the interval that is enough, as a fraction above 0: the measurement ends once it is reached. Default: 0.001, which is
    /// ±0.1 %. No interval is narrower than 2 ns of a block of 0.1 ms, which is ±0.002 %.
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
        PairedConfig.CreateForMethods(InProcess ? PairedJob.InProcess(Processes) : PairedJob.OutOfProcess(Processes), Estimate);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public PairedPlan Plan
    {
        get
        {
            if (Launches < 1)
                throw new ArgumentOutOfRangeException(nameof(Launches), Launches, "Launches must be at least 1.");
            if (!(Seconds is >= LeastSeconds and <= MostSeconds))
                throw new ArgumentOutOfRangeException(nameof(Seconds), Seconds, "Seconds must lie between 0.001 and 86,400.");
            if (!(Precision > 0 && double.IsFinite(Precision)))
                throw new ArgumentOutOfRangeException(nameof(Precision), Precision, "Precision must be a finite fraction above 0.");
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

    /// <summary>A number that can be: <see cref="Plan"/> refuses the others, before anything runs.</summary>
    private int Processes => Math.Max(1, Launches);

    /// <summary>The ratio of all launches, less 1, with its interval.</summary>
    /// <param name="launches">At least one.</param>
    internal static RatioEstimate Estimate(IReadOnlyList<PairedLaunch> launches) =>
        PairedSeries
            .Of(
                launches.Select(launch => new PairedSeries(
                    launch.ControlTicks,
                    launch.CandidateTicks,
                    launch.BlocksPerRepetition,
                    launch.Repetitions
                ))
            )
            .Estimate()
            .WithSharedError(launches.Max(SharedError));

    private static (double Estimate, double Lower, double Upper) Estimate(PairedResult result)
    {
        RatioEstimate estimate = Estimate(result.Launches);
        return (1 + estimate.Overhead, 1 + estimate.Lower, estimate.HasInterval ? 1 + estimate.Upper : double.PositiveInfinity);
    }

    /// <summary><see cref="SharedNanoseconds"/> as a fraction of the mean of the control's blocks; 0 for a launch without pairs.</summary>
    private static double SharedError(PairedLaunch launch) =>
        launch.ControlTicks.Length == 0
            ? 0
            : SharedNanoseconds * launch.TicksPerSecond / 1e9 / Math.Max(1, launch.ControlTicks.Average());
}
