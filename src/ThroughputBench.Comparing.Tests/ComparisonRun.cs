using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Comparing.Tests;

/// <summary>One real run of BenchmarkDotNet, with its default configuration, over classes that carry the attribute.</summary>
public sealed class ComparisonRun : IDisposable
{
    private readonly string _artifacts = Directory.CreateTempSubdirectory("comparing-tests-").FullName;
    private readonly Summary[] _summaries;

    public ComparisonRun() => _summaries = Run(typeof(BriefSums), typeof(Waits), typeof(FarApart));

    /// <summary>The summary of a class.</summary>
    public Summary Of<T>() => _summaries.Single(summary => summary.BenchmarksCases.Any(one => one.Descriptor.Type == typeof(T)));

    /// <summary>What the summary shows: for each row, what stands under each header.</summary>
    public Dictionary<string, string>[] Rows<T>()
    {
        SummaryTable table = Of<T>().Table;
        return
        [
            .. table.FullContent.Select(row =>
                table.Columns.Where(column => column.NeedToShow).ToDictionary(column => column.Header, column => row[column.Index])
            ),
        ];
    }

    /// <summary>Runs classes as a user does, and keeps quiet.</summary>
    public Summary[] Run(params Type[] types) =>
        BenchmarkRunner.Run(
            types,
            ManualConfig
                .Create(DefaultConfig.Instance)
                .WithArtifactsPath(_artifacts)
                .AddLogger(NullLogger.Instance)
                .WithOptions(ConfigOptions.DisableLogFile)
        );

    public void Dispose() => Directory.Delete(_artifacts, recursive: true);
}
