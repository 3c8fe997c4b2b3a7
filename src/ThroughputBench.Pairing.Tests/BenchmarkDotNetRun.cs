using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Pairing.Tests;

/// <summary>One real run of BenchmarkDotNet over the small benchmark classes of this project, with what it printed and exported.</summary>
public abstract class BenchmarkDotNetRun : IDisposable
{
    private readonly string _artifacts = Directory.CreateTempSubdirectory("pairing-tests-").FullName;
    private readonly AccumulationLogger _log = new();
    private readonly Summary[] _summaries;

    private protected BenchmarkDotNetRun(Job job, bool loadsMemoryDiagnoser)
    {
        // BenchmarkDotNet looks for the project of the benchmark class from the current directory upwards.
        Directory.SetCurrentDirectory(AppContext.BaseDirectory);
        ManualConfig config = PairedConfig.Create(job, result => (MedianRatio(result.Launches[0]), 0.5, 4))
            .WithArtifactsPath(_artifacts).AddLogger(_log).AddExporter(new CsvMeasurementsExporter(CsvSeparator.Comma));
        if (loadsMemoryDiagnoser)
            config.AddDiagnoser(MemoryDiagnoser.Default);
        _summaries = BenchmarkRunner.Run([typeof(BusyLoops), typeof(Broken), typeof(Unpaired), typeof(Slow)], config);
    }

    /// <summary>Everything that BenchmarkDotNet wrote.</summary>
    public string Log => _log.GetLog();

    /// <summary>The summary of a benchmark class.</summary>
    public Summary SummaryOf<T>() => _summaries.Single(summary => summary.BenchmarksCases.Any(one => one.Descriptor.Type == typeof(T)));

    /// <summary>The measurements of all launches as the CSV exporter wrote them.</summary>
    public string ExportedMeasurements() =>
        File.ReadAllText(Directory.EnumerateFiles(_artifacts, $"*{nameof(BusyLoops)}*measurements.csv", SearchOption.AllDirectories).Single());

    /// <summary>The report of a benchmark class's only case.</summary>
    public BenchmarkReport ReportOf<T>() => SummaryOf<T>().Reports.Single();

    /// <inheritdoc />
    public void Dispose()
    {
        Directory.Delete(_artifacts, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The median of candidate / control over the pairs of a launch.</summary>
    public static double MedianRatio(PairedLaunch launch)
    {
        double[] ratios = [.. launch.CandidateNanosecondsOfPairs().Zip(launch.ControlNanosecondsOfPairs(), (candidate, control) => candidate / control).Order()];
        return ratios[ratios.Length / 2];
    }
}
