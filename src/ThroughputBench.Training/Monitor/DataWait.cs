namespace ThroughputBench.Training;

/// <summary>How long a run has waited for data: what a time ledger knows too, for one or two timestamps per micro-batch instead of six.</summary>
internal sealed class DataWait(TimeProvider time)
{
    private long _ticks;
    private long _since;
    private bool _isMarked;

    /// <summary>A cycle has ended, and nothing is left to do before the next one's first micro-batch is asked for: the reading of the clock that told serves both.</summary>
    public void Mark(long timestamp) => (_since, _isMarked) = (timestamp, true);

    /// <param name="atMark">Whether the latest mark, if there is one since the last wait, is the present moment.</param>
    public void Begin(bool atMark = false)
    {
        if (!atMark || !_isMarked)
            _since = time.GetTimestamp();
        _isMarked = false;
    }

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
