using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Checks;

/// <summary>Whether two runs' measurements of a workload may be compared.</summary>
internal static class Comparability
{
    /// <summary>The fields that forbid it; none if it may be compared.</summary>
    /// <remarks>
    /// A fault that was put into this run does not forbid it: the comparison is meant to find the fault. A baseline with a fault is
    /// refused.
    /// </remarks>
    public static IReadOnlyList<RunDifference> Between(RunRecord now, RunRecord baseline, string workload) =>
        [.. Differences(now, baseline, workload)];

    private static IEnumerable<RunDifference> Differences(RunRecord now, RunRecord baseline, string workload)
    {
        if (MeaningOf(now.SchemaVersion) != MeaningOf(baseline.SchemaVersion))
            yield return new RunDifference("schema", Text(now.SchemaVersion), Text(baseline.SchemaVersion));
        foreach (MachineDifference difference in now.Machine.DifferencesFrom(baseline.Machine))
            yield return new RunDifference(difference.Field, difference.Here, difference.There);
        if (now.Options.Threads != baseline.Options.Threads)
            yield return new RunDifference("--threads", Text(now.Options.Threads), Text(baseline.Options.Threads));
        if (now.Options.Seed != baseline.Options.Seed)
            yield return new RunDifference("--seed", Text(now.Options.Seed), Text(baseline.Options.Seed));
        if (DataOf(now, workload) != DataOf(baseline, workload))
            yield return new RunDifference("--data", DataOf(now, workload), DataOf(baseline, workload));
        if (SizeOf(now, workload) is { } size && SizeOf(baseline, workload) is { } before)
        {
            if (size.BatchSize != before.BatchSize)
                yield return new RunDifference("--batch-size", Text(size.BatchSize), Text(before.BatchSize));
            if (size.ShapeInForce.Width != before.ShapeInForce.Width)
                yield return new RunDifference("--width", Text(size.ShapeInForce.Width), Text(before.ShapeInForce.Width));
            if (size.ShapeInForce.Depth != before.ShapeInForce.Depth)
                yield return new RunDifference("--depth", Text(size.ShapeInForce.Depth), Text(before.ShapeInForce.Depth));
            if (size.ShapeInForce.Dtype != before.ShapeInForce.Dtype)
                yield return new RunDifference("--dtype", size.ShapeInForce.DtypeName, before.ShapeInForce.DtypeName);
        }
        if (baseline.Options.Fault is { } fault)
            yield return new RunDifference("--fault", now.Options.Fault ?? "none", fault);
    }

    /// <summary>Schemas whose figures mean the same: versions 1 and 2 differ in the raw data that they keep.</summary>
    private static int MeaningOf(int schema) => Math.Max(2, schema);

    private static string DataOf(RunRecord run, string workload) =>
        run.Options.TextOf(workload) is { } data
            ? $"{data.Name} (SHA-256 {data.Sha256[..Math.Min(12, data.Sha256.Length)]}…)"
            : "the workload's own";

    private static WorkloadSize? SizeOf(RunRecord run, string workload) =>
        run.Options.Workloads.FirstOrDefault(size => size.Name == workload);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
