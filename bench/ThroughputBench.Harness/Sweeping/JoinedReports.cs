using System.Collections.Immutable;
using System.Globalization;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Sweeping;

/// <summary>
/// BenchmarkDotNet's own reports of a measurement. For BenchmarkDotNet each round is a run of its own, and a cell a case of each of them:
/// here they are one run, and a cell is one case with the launches of all rounds.
/// </summary>
internal static class JoinedReports
{
    private static readonly IExporter[] Exporters =
    [
        MarkdownExporter.GitHub,
        CsvExporter.Default,
        JsonExporter.FullCompressed,
        JsonExporter.BriefCompressed,
    ];

    /// <summary>Writes them where the runs' own would be.</summary>
    /// <param name="runs">The summaries of all rounds; if none of them has a report, nothing is written.</param>
    public static void Write(IReadOnlyList<Summary> runs)
    {
        Summary[] reported = [.. runs.Where(run => run.Reports.Length > 0)];
        if (reported.Length == 0)
            return;
        Summary joined = Join(reported);
        foreach (IExporter exporter in Exporters)
            _ = exporter.ExportToFiles(joined, NullLogger.Instance).ToArray();
    }

    private static Summary Join(Summary[] runs)
    {
        BenchmarkReport[][] cases =
        [
            .. runs.SelectMany(run => run.Reports)
                .GroupBy(report => (report.BenchmarkCase.Descriptor.DisplayInfo, report.BenchmarkCase.Parameters.DisplayInfo))
                .Select(rounds => rounds.ToArray()),
        ];
        bool areRounds = cases.Any(rounds => rounds.Length > 1);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"BenchmarkRun-joined-{DateTime.Now:yyyy-MM-dd-HH-mm-ss}"),
            [.. cases.Select(rounds => areRounds ? Join(rounds) : rounds[0])],
            runs[0].HostEnvironmentInfo,
            runs[0].ResultsDirectoryPath,
            runs[0].LogFilePath,
            TimeSpan.FromTicks(runs.Sum(run => run.TotalTime.Ticks)),
            CultureInfo.InvariantCulture,
            [.. runs.SelectMany(run => run.ValidationErrors).Distinct()],
            ImmutableArray<BenchmarkDotNet.Columns.IColumnHidingRule>.Empty
        );
    }

    private static BenchmarkReport Join(BenchmarkReport[] rounds)
    {
        BenchmarkReport first = rounds[0];
        BenchmarkCase one = first.BenchmarkCase;
        return new(
            rounds.All(round => round.Success),
            BenchmarkCase.Create(one.Descriptor, one.Job.WithLaunchCount(rounds.Length).WithId("Rounds"), one.Parameters, one.Config),
            first.GenerateResult,
            first.BuildResult,
            [.. rounds.SelectMany(round => round.ExecuteResults)],
            [.. first.Metrics.Values]
        );
    }
}
