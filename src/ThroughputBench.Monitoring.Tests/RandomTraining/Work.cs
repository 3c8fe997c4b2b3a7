namespace ThroughputBench.Monitoring.Tests.RandomTraining;

/// <summary>Something that was done, and the stage's time that it took.</summary>
internal readonly record struct Work(decimal Seconds, long Batches, long Steps, long Samples, long Items, decimal Flops)
{
    public static Work Of(IEnumerable<Work> parts)
    {
        Work sum = default;
        foreach (Work part in parts)
        {
            sum = new Work(
                sum.Seconds + part.Seconds,
                sum.Batches + part.Batches,
                sum.Steps + part.Steps,
                sum.Samples + part.Samples,
                sum.Items + part.Items,
                sum.Flops + part.Flops
            );
        }
        return sum;
    }
}
