using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary>
/// Makes checks of every kind in turn, so that a busy hour of the machine affects all kinds equally, and stores each as it ends.
/// </summary>
/// <param name="path">The record's file.</param>
/// <param name="record">The record so far.</param>
/// <param name="arguments">The arguments of every check.</param>
internal sealed class Calibration(string path, CalibrationRecord record, IReadOnlyList<string> arguments)
{
    /// <summary>The record, with what was measured.</summary>
    public CalibrationRecord Record { get; private set; } = record;

    /// <summary>A folder for runs that are not kept.</summary>
    public static DirectoryInfo CreateScratch() => Directory.CreateTempSubdirectory("throughputbench-calibration-");

    /// <summary>Makes the checks that are missing.</summary>
    /// <param name="unfaulted">How many to make without a slowdown.</param>
    /// <param name="faulted">How many to make with each of the slowdowns.</param>
    /// <param name="baselineFolder">The run to compare with.</param>
    /// <param name="secondsPerCheck">Approximate time of one check.</param>
    /// <param name="progress">Shows the progress.</param>
    /// <param name="cancellation">Ends it early; what was measured is kept.</param>
    /// <returns>False if it was ended early.</returns>
    public async Task<bool> RunAsync(
        int unfaulted,
        int faulted,
        string baselineFolder,
        double secondsPerCheck,
        SweepProgress progress,
        CancellationToken cancellation
    )
    {
        double[] kinds =
        [
            .. Enumerable
                .Range(1, Math.Max(unfaulted, faulted))
                .SelectMany(round =>
                    Record.Slowdowns.Where(slowdown =>
                        round <= (slowdown == 0 ? unfaulted : faulted) && Record.Checks.Count(check => check.Slowdown == slowdown) < round
                    )
                ),
        ];
        using BusyProcess? busy = Record.BusyThreads is { } threads && kinds.Length > 0 ? BusyProcess.Start(threads) : null;
        progress.Expect(kinds.Length, secondsPerCheck);
        foreach (double slowdown in kinds)
        {
            DirectoryInfo folder = CreateScratch();
            try
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Begin(slowdown == 0 ? "unfaulted" : Fault(slowdown));
                CalibrationCheck check = await CheckProcess.RunAsync(
                    [
                        .. arguments,
                        "--baseline",
                        baselineFolder,
                        "--output",
                        Path.Combine(folder.FullName, "run"),
                        .. slowdown == 0 ? Array.Empty<string>() : ["--fault", Fault(slowdown)],
                    ],
                    slowdown,
                    cancellation
                );
                Record = Record with { Checks = [.. Record.Checks, check] };
                CalibrationFile.Write(path, Record);
                progress.End(string.Create(CultureInfo.InvariantCulture, $"{check.Outcome}, {check.Seconds:0.0} s"));
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        return true;
    }

    private static string Fault(double slowdown) => $"slow={Percentage.Of(slowdown)}";
}
