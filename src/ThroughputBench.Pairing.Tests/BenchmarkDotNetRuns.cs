using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

/// <summary>Real runs of BenchmarkDotNet on small classes.</summary>
public sealed class BenchmarkDotNetRuns : IDisposable
{
    private readonly string _artifacts = Directory.CreateTempSubdirectory("pairing-tests-").FullName;
    private readonly AccumulationLogger _log = new();

    /// <summary>BenchmarkDotNet looks for the benchmark's project from the current directory upwards.</summary>
    public BenchmarkDotNetRuns() => Directory.SetCurrentDirectory(AppContext.BaseDirectory);

    public void Dispose() => Directory.Delete(_artifacts, recursive: true);

    [Fact]
    public void In_process_the_pairs_reach_the_report_of_each_launch()
    {
        BenchmarkReport report = Run<BusyLoops>(PairedJob.InProcess(launches: 2));
        var result = PairedResult.From(report);

        Assert.True(report.Success, _log.GetLog());
        Assert.Null(result.Failure);
        Assert.Equal([100, 100], result.Launches.Select(launch => launch.Pairs));
        Assert.All(result.Launches, IsTwiceTheWork);
    }

    [Fact]
    public void Out_of_process_the_pairs_reach_the_report_of_each_launch()
    {
        BenchmarkReport report = Run<BusyLoops>(PairedJob.OutOfProcess(launches: 2));
        var result = PairedResult.From(report);

        Assert.True(report.Success, _log.GetLog());
        Assert.Null(result.Failure);
        Assert.Equal([100, 100], result.Launches.Select(launch => launch.Pairs));
        Assert.All(result.Launches, IsTwiceTheWork);
    }

    private BenchmarkReport Run<T>(Job job)
    {
        ManualConfig config = PairedConfig.Create(job, _ => (2, 1.9, 2.1)).WithArtifactsPath(_artifacts).AddLogger(_log);
        return Assert.Single(BenchmarkRunner.Run<T>(config).Reports);
    }

    private static void IsTwiceTheWork(PairedLaunch launch)
    {
        double[] ratios = [.. launch.CandidateNanoseconds.Zip(launch.ControlNanoseconds, (candidate, control) => candidate / control).Order()];
        Assert.InRange(ratios[ratios.Length / 2], 1.5, 2.5);
        Assert.Equal(0, launch.CyclesPerPair % 3);
        Assert.Equal(StopReason.Pairs, launch.StoppedBy);
    }
}
