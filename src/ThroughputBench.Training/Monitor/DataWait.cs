namespace ThroughputBench.Training;

/// <summary>How long a run has waited for data. A time ledger has this too, but costs six timestamps per micro-batch instead of
/// two.</summary>
internal sealed class DataWait(TimeProvider time)
{
    private long _ticks;
    private long _since;
    private long _wentBack;

    public void Begin() => _since = time.GetTimestamp();

    public void End()
    {
        long now = time.GetTimestamp();
        if (now < _since)
            WentBack();
        _ticks += now - _since;
    }

    /// <summary>The clock went back, or stood still when it cannot: the share of the time around it is unknown.</summary>
    public void WentBack() => _wentBack++;

    /// <summary>Whether it uses that clock, so that one reading serves both.</summary>
    public bool IsOn(TimeProvider clock) => clock == time;

    /// <summary>The time waited so far, and the current time.</summary>
    /// <param name="now">The current time by this clock; read here if <see langword="null"/>.</param>
    public Reading Read(long? now = null) => new(_ticks, now ?? time.GetTimestamp(), _wentBack);

    internal readonly record struct Reading(long Ticks, long Timestamp, long WentBack)
    {
        /// <summary>The share of the time since an earlier reading; NaN if none has passed, or if the clock went back.</summary>
        public double ShareSince(in Reading earlier) =>
            WentBack == earlier.WentBack && Timestamp > earlier.Timestamp
                ? (double)(Ticks - earlier.Ticks) / (Timestamp - earlier.Timestamp)
                : double.NaN;
    }
}
