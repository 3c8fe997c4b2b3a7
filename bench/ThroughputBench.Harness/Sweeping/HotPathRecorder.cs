using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks.HotPath;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Reports;

namespace ThroughputBench.Sweeping;

/// <summary>Adds BenchmarkDotNet's results on the hot path to a run's folder.</summary>
internal sealed class HotPathRecorder
{
    /// <summary>Coverage of the intervals that BenchmarkDotNet gives.</summary>
    private const double Confidence = 0.999;

    private readonly string _folder;
    private readonly RunRecord _run;

    private HotPathRecorder(string folder, RunRecord run) => (_folder, _run) = (folder, run);

    /// <summary>Checks a run before anything is measured.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InputException">It is not a run, is not finished, or is of another commit or from a machine that is not
    /// comparable.</exception>
    public static HotPathRecorder For(string folder)
    {
        RunRecord run = RunFolder.Read(folder).Run;
        if (run.State != RunState.Finished)
        {
            throw new InputException(
                $"The run '{folder}' is not finished; resume it first: {Repository.Program} sweep --resume '{folder}'"
            );
        }

        return run.ObjectionToGoingOn(Repository.Commit(), NewRun.MachineOf(run.Options.Threads, run.Options.Devices)) is { } objection
            ? throw new InputException($"The run '{folder}' {objection} Record into a run that was measured here, at this commit.")
            : new HotPathRecorder(folder, run);
    }

    /// <summary>Records what was measured, and makes the run's reports again.</summary>
    /// <exception cref="InputException">None of it is of the hot path, or it does not make a valid record.</exception>
    public void Record(IEnumerable<Summary> summaries)
    {
        HotPathBenchmark[] measured = [.. summaries.SelectMany(summary => summary.Reports).Where(IsOfHotPath).Select(Measured)];
        if (measured.Length == 0)
        {
            throw new InputException(
                "--record keeps what is measured of the hot path, and none of it was: choose it with --filter '*HotPath*'."
            );
        }

        var record = new HotPathRecord
        {
            RunId = _run.RunId,
            Commit = _run.Commit,
            MeasuredUtc = DateTimeOffset.UtcNow,
            Confidence = Confidence,
            Benchmarks = [.. measured.Select(benchmark => benchmark with { RatioToBaseline = HotPathFile.RatioOf(benchmark, measured) })],
        };
        HotPathFile.Write(_folder, record.After(HotPathFile.Read(_folder, _run)));
        foreach (DerivedFile file in RunReport.Files(RunFolder.Read(_folder), _folder))
            file.WriteTo(_folder);
    }

    private static bool IsOfHotPath(BenchmarkReport report) =>
        report.BenchmarkCase.Descriptor.Type.Namespace == typeof(MonitorBenchmarks).Namespace && report.ResultStatistics is not null;

    private static HotPathBenchmark Measured(BenchmarkReport report)
    {
        BenchmarkCase benchmark = report.BenchmarkCase;
        return new HotPathBenchmark
        {
            Type = benchmark.Descriptor.Type.Name,
            Method = benchmark.Descriptor.WorkloadMethod.Name,
            Parameters = benchmark.Parameters.Items.ToDictionary(
                parameter => parameter.Name,
                parameter => Convert.ToString(parameter.Value, CultureInfo.InvariantCulture) ?? ""
            ),
            Baseline = benchmark.Descriptor.Baseline,
            MeanNanoseconds = report.ResultStatistics!.Mean,
            ErrorNanoseconds = report.ResultStatistics.ConfidenceInterval.Margin,
            AllocatedBytesPerCall = report.GcStats.GetBytesAllocatedPerOperation(benchmark),
        };
    }
}
