namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>Work that was done, and the stage's time that it took.</summary>
internal readonly record struct Spent(decimal Seconds, long Batches, long Steps, long Samples, long Items, long Flops)
{
    public static Spent Of(IEnumerable<Spent> parts) =>
        parts.Aggregate(default(Spent), (sum, part) =>
            new Spent(
                sum.Seconds + part.Seconds,
                sum.Batches + part.Batches,
                sum.Steps + part.Steps,
                sum.Samples + part.Samples,
                sum.Items + part.Items,
                sum.Flops + part.Flops
            )
        );
}
