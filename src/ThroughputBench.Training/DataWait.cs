namespace ThroughputBench.Training;

/// <summary>How long a run has waited for data: what a time ledger knows too, for two timestamps per micro-batch instead of six.</summary>
internal sealed class DataWait(TimeProvider time)
{
    private long _ticks;
    private long _since;

    public void Begin() => _since = time.GetTimestamp();

    public void End() => _ticks += time.GetTimestamp() - _since;

    /// <summary>What was waited up to now, and now.</summary>
    public Reading Read() => new(_ticks, time.GetTimestamp());

    internal readonly record struct Reading(long Ticks, long Timestamp)
    {
        /// <summary>The share of the time since an earlier reading; NaN where none has passed.</summary>
        public double ShareSince(in Reading earlier) => (double)(Ticks - earlier.Ticks) / (Timestamp - earlier.Timestamp);
    }
}
