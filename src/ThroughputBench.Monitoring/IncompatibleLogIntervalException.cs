namespace ThroughputBench.Monitoring;

/// <summary>A log interval in batches would cut accumulation cycles: <c>L % A != 0</c>.</summary>
public sealed class IncompatibleLogIntervalException : Exception
{
    /// <summary>Creates the exception; its message names both numbers, the nearest intervals that fit and the ways out.</summary>
    /// <param name="interval">The interval that was refused.</param>
    /// <param name="accumulate">Micro-batches per optimizer step.</param>
    public IncompatibleLogIntervalException(LogInterval interval, int accumulate)
        : base(Explain(interval, accumulate))
    {
        Interval = interval;
        Accumulate = accumulate;
    }

    /// <summary>The interval that was refused.</summary>
    public LogInterval Interval { get; }

    /// <summary>Micro-batches per optimizer step (<c>accumulate_grad_batches</c>).</summary>
    public int Accumulate { get; }

    private static string Explain(LogInterval interval, int accumulate)
    {
        int?[] fit = [interval.NearestBelow(accumulate)?.Every, interval.NearestAbove(accumulate)?.Every];
        string nearest = string.Join(" or ", fit.OfType<int>());
        return $"The throughput monitor cannot log every {interval.Every} batches with accumulate_grad_batches = {accumulate}: "
            + $"{interval.Every} % {accumulate} = {interval.Every % accumulate}, so a log would fall in the middle of an "
                + "accumulation cycle. "
            + $"Set log_every_n_steps to a multiple of {accumulate} (nearest: {nearest}), change accumulate_grad_batches, "
            + "count the interval in optimizer steps, or detach the monitor.";
    }
}
