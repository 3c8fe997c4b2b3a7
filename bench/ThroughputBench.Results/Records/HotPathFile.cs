using System.Text.Json;

namespace ThroughputBench.Records;

/// <summary>
/// The file <c>hotpath.json</c> that may lie in a run's folder: what single calls of the monitor cost on the same machine, at the same
/// commit.
/// </summary>
internal static class HotPathFile
{
    /// <summary>Its name.</summary>
    public const string Name = "hotpath.json";

    /// <summary>How far a ratio may be from the quotient of the means beside it.</summary>
    private const double RatioTolerance = 1e-9;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="run">The run.</param>
    /// <returns>Its content, or <see langword="null"/> if there is no such file.</returns>
    /// <exception cref="InputException">It is damaged, or another run's.</exception>
    public static HotPathRecord? Read(string folder, RunRecord run)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return null;
        HotPathRecord record = RecordReader.Read(File.ReadAllBytes(path), RecordJson.Default.HotPathRecord, ObjectionTo, path);
        return record.RunId == run.RunId && record.Commit == run.Commit
            ? record
            : throw new InputException(
                $"{path} was measured for run {record.RunId} at commit {record.Commit}, not for {run.RunId} at {run.Commit}."
            );
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="InputException">The measurement does not make a valid record: it has a single call, for instance, and so no
    /// error.</exception>
    public static void Write(string folder, HotPathRecord record)
    {
        if (ObjectionTo(record) is { } objection)
            throw new InputException($"What was measured of the hot path is not recorded: {objection}.");
        AtomicFile.Write(
            Path.Combine(folder, Name),
            [.. JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Indented.HotPathRecord), (byte)'\n']
        );
    }

    private static string? ObjectionTo(HotPathRecord record) =>
        string.IsNullOrWhiteSpace(record.Commit) ? "commit is empty"
        : record.Confidence is not (> 0 and < 1) ? "confidence is not between 0 and 1"
        : record.Benchmarks.Count == 0 || record.Benchmarks.Any(benchmark => benchmark is null) ? "benchmarks are missing"
        : record
            .Benchmarks.Select(benchmark => ObjectionTo(benchmark, record.Benchmarks))
            .FirstOrDefault(objection => objection is not null);

    private static string? ObjectionTo(HotPathBenchmark benchmark, IReadOnlyList<HotPathBenchmark> all)
    {
        if (string.IsNullOrWhiteSpace(benchmark.Type) || string.IsNullOrWhiteSpace(benchmark.Method))
            return "a benchmark has no type or no method";
        // Written so that NaN, the error of a single measurement, satisfies none of these.
        if (!(benchmark.MeanNanoseconds >= 0 && double.IsFinite(benchmark.MeanNanoseconds)))
            return $"meanNanoseconds of {benchmark} is not a time";
        if (!(benchmark.ErrorNanoseconds >= 0 && double.IsFinite(benchmark.ErrorNanoseconds)))
            return $"errorNanoseconds of {benchmark} is not a time; an error needs more than one measurement";
        if (benchmark.AllocatedBytesPerCall < 0)
            return $"allocatedBytesPerCall of {benchmark} is below 0";
        if (all.Count(other => other.Method == benchmark.Method && other.IsBeside(benchmark)) > 1)
            return $"{benchmark} is in it twice, as with more than one job";
        double? ratio = RatioOf(benchmark, all);
        bool fits = ratio is null
            ? benchmark.RatioToBaseline is null
            : Math.Abs((benchmark.RatioToBaseline ?? double.NaN) - ratio.Value) <= RatioTolerance * ratio.Value;
        return fits ? null : $"ratioToBaseline of {benchmark} is not what the means beside it give";
    }

    /// <summary>The right value of <see cref="HotPathBenchmark.RatioToBaseline"/>.</summary>
    public static double? RatioOf(HotPathBenchmark benchmark, IEnumerable<HotPathBenchmark> all) =>
        all.FirstOrDefault(other => other.Baseline && other.IsBeside(benchmark)) is { MeanNanoseconds: > 0 } baseline
            ? benchmark.MeanNanoseconds / baseline.MeanNanoseconds
            : null;
}
