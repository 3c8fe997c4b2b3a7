using System.Runtime.CompilerServices;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.Results;

namespace ThroughputBench.Pairing;

/// <summary>The outcome of one benchmark case that ran with <see cref="PairedJob"/>.</summary>
public sealed record PairedResult
{
    /// <summary>What was read already: reading a launch's file deletes it, and a summary reads several times.</summary>
    private static readonly ConditionalWeakTable<ExecuteResult, PairedLaunch> Read = [];

    /// <summary>
    /// The launches that ended, in order. A launch without pairs ran out of time: one pair would have taken longer than allowed.
    /// </summary>
    public required IReadOnlyList<PairedLaunch> Launches { get; init; }

    /// <summary>What went wrong, in one line, or <see langword="null"/>.</summary>
    public required string? Failure { get; init; }

    /// <summary>Number of pairs in all launches.</summary>
    public int Pairs => Launches.Sum(launch => launch.Pairs);

    /// <summary>
    /// Whether a launch ended without any pair, because a single pair would have taken longer than <see cref="PairedPlan.MaximumTime"/>.
    /// </summary>
    public bool TimedOut => Launches.Any(launch => launch.Pairs == 0);

    /// <summary>
    /// Reads a report, and the files that its launches left. Call it in the process that ran the benchmark: only that process has the
    /// message of a case that failed with an in-process toolchain, and the launches' files are deleted when it ends. It may be called
    /// again.
    /// </summary>
    public static PairedResult From(BenchmarkReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        PairedLaunch[] launches = [.. report.ExecuteResults.Select(LaunchOf).OfType<PairedLaunch>()];
        return new()
        {
            Launches = launches,
            Failure = launches.Length > 0 && launches.Length == report.ExecuteResults.Count ? null : FailureOf(report),
        };
    }

    private static PairedLaunch? LaunchOf(ExecuteResult launch)
    {
        lock (Read)
        {
            if (
                !Read.TryGetValue(launch, out PairedLaunch? blocks)
                && MeasurementLines.Read(launch.Measurements) is var (file, pairs)
                && LaunchFile.Take(file) is { } taken
                && taken.Pairs == pairs
            )
            {
                Read.Add(launch, blocks = taken with { ProcessId = launch.ProcessId });
            }
            return blocks;
        }
    }

    private static string FailureOf(BenchmarkReport report)
    {
        if (report.BuildResult is { IsBuildSuccess: false } build)
            return BuildFailure(build);
        if (report.ExecuteResults.LastOrDefault(launch => LaunchOf(launch) is null) is not { } launch)
            return "The benchmark was not launched.";
        if (launch.Errors.Count > 0)
            return string.Join("; ", launch.Errors);
        if (FailureReport.Find(report.BenchmarkCase) is { } inProcess)
            return inProcess;
        if (launch.IsSuccess && MeasurementLines.Read(launch.Measurements) is not null)
            return "The file with the blocks that the benchmark measured is missing or damaged.";
        if (launch.IsSuccess)
            return $"The job {report.BenchmarkCase.Job.ResolvedId} does not use the paired engine: it measured no pairs.";
        if (!launch.FoundExecutable)
            return "The benchmark did not start: its executable was not found.";
        string ended = launch.ExitCode is { } code ? $"ended with exit code {code}" : "had to be killed";
        string? lastWords = (launch.Results ?? [])
            .Concat(launch.StandardOutput ?? [])
            .LastOrDefault(line => !string.IsNullOrWhiteSpace(line));
        return $"The benchmark's process {ended} before it reported its pairs"
            + (lastWords is null ? "." : $"; its last line was: {lastWords.Trim()}");
    }

    private static string BuildFailure(BuildResult build)
    {
        string reason = build.GenerateException?.Message ?? build.ErrorMessage ?? "";
        string[] lines = reason.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // The compiler's first error; or what was written to standard error, such as a timeout; or whatever comes first.
        string line = lines.FirstOrDefault(text => text.Contains(": error ", StringComparison.Ordinal))
            ?? lines.SkipWhile(text => text != "Standard error:").Skip(1).FirstOrDefault()
            ?? lines.FirstOrDefault()
            ?? "no reason given";
        return $"BenchmarkDotNet could not build its child project: {line}";
    }
}
