using System.Diagnostics;
using ThroughputBench.Records;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// The window of a monitor whose rates are compared: so narrow that it leaves the start of training early, for any step time.
/// </summary>
/// <param name="Steps">W.</param>
internal readonly record struct AgreementWindow(int Steps)
{
    private const int Narrowest = 2;

    /// <summary>Steps of the training for each step of the window: seven of eight logs come when it has moved.</summary>
    private const int StepsPerWindowStep = 8;

    /// <summary>The minimum of these, if a training turns out slower than expected.</summary>
    private const int FewestStepsPerWindowStep = 4;

    /// <summary>Fewest logs for a distribution of errors.</summary>
    private const int EnoughLogs = 20;

    /// <summary>How many times longer than planned a training may run to reach <see cref="EnoughLogs"/>.</summary>
    private const double PatienceForLogs = 3;

    /// <summary>The same for the window to move.</summary>
    private const double PatienceForWindow = 3;

    private const double SecondsAtOnce = 0.02;
    private const int MostAtOnce = 64;

    /// <summary>The widest window that moves within the training: the monitor's default if steps are short.</summary>
    /// <param name="stepsExpected">Approximate number of optimizer steps in the planned training time.</param>
    public static AgreementWindow For(double stepsExpected) =>
        new((int)Math.Clamp(stepsExpected / StepsPerWindowStep, Narrowest, TrainingBench.WindowSteps));

    /// <summary>
    /// The window, at least this wide, that begins and ends at a log: a monitor that waits for the device only at logs is right only there.
    /// </summary>
    /// <param name="stepsPerLog">Optimizer steps from one log to the next.</param>
    public AgreementWindow FromLogToLog(int stepsPerLog) => new((Steps + stepsPerLog - 1) / stepsPerLog * stepsPerLog);

    /// <summary>Whether a training that began at a timestamp has to continue.</summary>
    /// <param name="start">When it began.</param>
    /// <param name="logs">Logs so far.</param>
    /// <param name="steps">Optimizer steps so far.</param>
    /// <param name="seconds">Its planned length.</param>
    /// <param name="cancellation">Ends it early.</param>
    public bool GoesOn(long start, int logs, long steps, double seconds, CancellationToken cancellation)
    {
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return !cancellation.IsCancellationRequested
            && (
                elapsed < seconds
                || (logs < EnoughLogs && elapsed < PatienceForLogs * seconds)
                || (steps < FewestStepsPerWindowStep * Steps && elapsed < PatienceForWindow * seconds)
            );
    }

    /// <summary>
    /// How many cycles to train before asking <see cref="GoesOn"/> again: few if they are long, so that a training ends in its time.
    /// </summary>
    /// <param name="start">When the training began.</param>
    /// <param name="steps">Optimizer steps so far.</param>
    /// <param name="accumulate">Micro-batches in each.</param>
    public static int CyclesAtOnce(long start, long steps, int accumulate)
    {
        double cycles = steps * SecondsAtOnce / Math.Max(1e-9, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return (int)Math.Clamp(cycles, 1, Math.Max(1, MostAtOnce / accumulate));
    }

    /// <summary>
    /// Whether a log's window makes a difference: its rate differs from that over the whole training so far, and over a window one step
    /// wider or narrower.
    /// </summary>
    /// <param name="end">Steps until the log.</param>
    /// <param name="rate">The independent rate between two ends of cycles, given as steps until then.</param>
    public bool Tells(long end, Func<long, long, double> rate)
    {
        if (end <= Steps)
            return false;
        double right = rate(end - Steps, end);
        return Differs(rate(0, end)) && Differs(rate(end - Steps - 1, end)) && Differs(rate(end - Steps + 1, end));

        bool Differs(double other) => Math.Abs(other / right - 1) > AgreementLimits.Median;
    }
}
