namespace ThroughputBench.Statistics;

/// <summary>One cell's overhead, and the quantities that it depends on.</summary>
public sealed record OverheadCell
{
    /// <summary>Describes a cell.</summary>
    /// <param name="microBatchNanoseconds">Time of the control per micro-batch, in nanoseconds, its share of the optimizer step
    /// included.</param>
    /// <param name="logsPerMicroBatch">How often there is a log: 1/L if L counts batches, 1/(A·L) if it counts optimizer steps.</param>
    /// <param name="overhead">The overhead measured.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not finite and above zero, or the frequency is not between 0 and
    /// 1.</exception>
    public OverheadCell(double microBatchNanoseconds, double logsPerMicroBatch, RatioEstimate overhead)
    {
        if (!(double.IsFinite(microBatchNanoseconds) && microBatchNanoseconds > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(microBatchNanoseconds),
                microBatchNanoseconds,
                "A micro-batch's time must be finite and above zero."
            );
        }
        RequireFrequency(logsPerMicroBatch);
        ArgumentNullException.ThrowIfNull(overhead);
        MicroBatchNanoseconds = microBatchNanoseconds;
        LogsPerMicroBatch = logsPerMicroBatch;
        Overhead = overhead;
    }

    /// <summary>Time of the control per micro-batch, in nanoseconds.</summary>
    public double MicroBatchNanoseconds { get; }

    /// <summary>Logs per micro-batch, between 0 and 1.</summary>
    public double LogsPerMicroBatch { get; }

    /// <summary>The overhead measured.</summary>
    public RatioEstimate Overhead { get; }

    internal static void RequireFrequency(double logsPerMicroBatch)
    {
        if (!(logsPerMicroBatch is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(logsPerMicroBatch),
                logsPerMicroBatch,
                "Logs per micro-batch must lie between 0 and 1."
            );
        }
    }
}
