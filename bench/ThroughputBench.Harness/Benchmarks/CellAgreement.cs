using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Whether a cell's monitor agrees with the independent clock: one training or, if that disagreed, a few, whose logs are judged together.
/// </summary>
/// <param name="bench">The workload; training continues from its present state.</param>
/// <param name="cell">A cell that the right rule accepts.</param>
/// <param name="seconds">How long to train.</param>
/// <param name="cancellation">Ends the training early.</param>
internal sealed class CellAgreement(TrainingBench bench, Cell cell, double seconds, CancellationToken cancellation)
{
    /// <summary>
    /// Trainings in total if the first disagreed. A machine that takes the processor away between two readings spoils one end of a
    /// training, or a few logs; a wrong monitor spoils most.
    /// </summary>
    private const int Tries = 3;

    /// <summary>With fewer logs their 95th percentile is mostly the worst, which one disturbance decides.</summary>
    private const int FewestLogsOfPercentile = 21;

    private const double WarmUpSeconds = 0.1;

    private const string MoreTime = "Give the cell more time with --seconds-per-cell.";

    /// <summary>Measures.</summary>
    /// <returns>What came of it; <see langword="null"/> with the reason if steps are too long for the time.</returns>
    public (AgreementRecord? Record, string? WhyNot) Measure()
    {
        // The first training only finds the length of a step: code that is compiled between the two clocks' readings would look like
        // disagreement.
        long begin = TimeProvider.System.GetTimestamp();
        long steps = AgreementMeasurement.Measure(bench, cell, AgreementWindow.For(0), WarmUpSeconds, cancellation).Steps;
        var window = AgreementWindow.For(steps * seconds / TimeProvider.System.GetElapsedTime(begin).TotalSeconds);
        if (cell.Timing == DeviceTiming.SyncAtLog)
            window = window.FromLogToLog(cell.CyclesPerLog);

        List<AgreementResult> tries = [Try()];
        if (WhyNotTested(tries[0]) is { } whyNot)
            return (null, whyNot);
        AgreementRecord record = Judge(tries);
        if (record.Agrees)
            return (record, null);
        while (tries.Count < Tries && !cancellation.IsCancellationRequested)
            tries.Add(Try());
        return (Judge(tries), null);

        AgreementResult Try() => AgreementMeasurement.Measure(bench, cell, window, seconds, cancellation);
    }

    /// <summary>
    /// Why a training does not say whether the monitor agrees, in one sentence; <see langword="null"/> if it does. In the first logs of a
    /// training no window makes a difference.
    /// </summary>
    /// <param name="tried">The training.</param>
    internal static string? WhyNotTested(AgreementResult tried) =>
        tried.LogErrors.Length == 0 ? $"Agreement was not measured: no log came in its time. {MoreTime}"
        : tried.MovedLogs <= tried.LogErrors.Length / 2
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Agreement was not measured: in only {tried.MovedLogs} of {tried.LogErrors.Length} logs the window had left the start "
                    + $"of training and made a difference. {MoreTime}"
            )
        : null;

    /// <summary>
    /// Judges the logs of all tries together, and the whole run with the median error: the first counts as much as any other.
    /// </summary>
    /// <param name="tries">At least one.</param>
    /// <exception cref="InvalidOperationException">The monitor logged nothing.</exception>
    public static AgreementRecord Judge(IReadOnlyList<AgreementResult> tries)
    {
        double[] logs = [.. tries.SelectMany(one => one.LogErrors)];
        if (logs.Length == 0)
            throw new InvalidOperationException("The monitor logged nothing.");
        ErrorSummary errors = ErrorSummary.Of(logs);
        // If their number is even, the larger of the two in the middle.
        AgreementResult run = tries
            .OrderBy(one => Math.Max(Math.Abs(one.RunError), Math.Abs(one.HostRunError)))
            .ElementAt(tries.Count / 2);
        var record = new AgreementRecord
        {
            MedianError = errors.Median,
            // A fault that comes once in each training is not alone in several: one log may be, for it was disturbed.
            P95Error =
                tries.Count > 1 && logs.Length < FewestLogsOfPercentile
                    ? Math.Max(errors.Median, logs.Select(Math.Abs).OrderDescending().ElementAt(Math.Min(1, logs.Length - 1)))
                    : errors.P95,
            WorstError = errors.Worst,
            Logs = logs.Length,
            RunError = run.RunError,
            ReportedSamplesPerSecond = run.ReportedSamplesPerSecond,
            IndependentSamplesPerSecond = run.IndependentSamplesPerSecond,
            HostSamplesPerSecond = run.HostSamplesPerSecond,
            HostRunError = run.HostRunError,
            Agrees = false,
            WindowSteps = run.WindowSteps,
            MovedLogs = tries.Sum(one => one.MovedLogs),
            Tries = tries.Count,
        };
        return record with { Agrees = record.IsWithinLimits() };
    }
}
