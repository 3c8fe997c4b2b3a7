namespace ThroughputBench.Training;

/// <summary>How long a run has waited for data: what a time ledger knows too, for two timestamps per micro-batch instead of six.</summary>
internal sealed class DataWait(TimeProvider time)
{
    private long _ticks;
    private long _since;

    public void Begin() => _since = time.GetTimestamp();

    public void End()
    {
        long now = time.GetTimestamp();
        _ticks += now - _since;
    }

    /// <summary>Whether it is on that clock, so that what one of them reads serves both.</summary>
    public bool IsOn(TimeProvider clock) => clock == time;

    /// <summary>What was waited up to now, and now.</summary>
    /// <param name="now">By this clock; read where <see langword="null"/>.</param>
    public Reading Read(long? now = null) => new(_ticks, now ?? time.GetTimestamp());

    internal readonly record struct Reading(long Ticks, long Timestamp)
    {
        /// <summary>The share of the time since an earlier reading; NaN where none has passed.</summary>
        public double ShareSince(in Reading earlier) => (double)(Ticks - earlier.Ticks) / (Timestamp - earlier.Timestamp);
    }
}
