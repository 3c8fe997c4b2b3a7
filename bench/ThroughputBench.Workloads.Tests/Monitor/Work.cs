namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>Work that was done, and the time that the clock was moved on for it.</summary>
internal readonly record struct Work(decimal Seconds, long Batches, long Samples, long Items)
{
    public static Work Of(IEnumerable<Work> parts) =>
        parts.Aggregate(default(Work), (sum, part) =>
            new Work(sum.Seconds + part.Seconds, sum.Batches + part.Batches, sum.Samples + part.Samples, sum.Items + part.Items)
        );
}
