namespace ThroughputBench.Training.Progress;

/// <summary>A rate over the last seconds of training, pauses left out, from readings of a counter taken now and then.</summary>
/// <param name="ticksPerSecond">Frequency of the clock whose timestamps it is given.</param>
internal sealed class ProgressRate(long ticksPerSecond)
{
    private const int WindowSeconds = 5;

    private readonly Queue<(long Ticks, long Count)> _readings = new();
    private (long Ticks, long Count) _last;
    private long _origin; // timestamps minus this are training time
    private long? _pausedAt;

    /// <summary>Starts over, with a count of 0.</summary>
    public void Start(long now)
    {
        _readings.Clear();
        _readings.Enqueue(_last = default);
        (_origin, _pausedAt) = (now, null);
    }

    public void Pause(long now) => _pausedAt = now;

    public void Resume(long now)
    {
        _origin += now - (_pausedAt ?? now);
        _pausedAt = null;
    }

    /// <summary>Takes a reading.</summary>
    /// <returns>Counts per second between the window's first reading and this; NaN if no time lies between them.</returns>
    public double Read(long now, long count)
    {
        long ticks = (_pausedAt ?? now) - _origin;
        if (ticks > _last.Ticks)
        {
            _readings.Enqueue(_last = (ticks, count));
            while (_readings.Count > 2 && ticks - _readings.Peek().Ticks > WindowSeconds * ticksPerSecond)
                _readings.Dequeue();
        }
        (long firstTicks, long firstCount) = _readings.Peek();
        return _last.Ticks == firstTicks ? double.NaN : (double)(_last.Count - firstCount) / (_last.Ticks - firstTicks) * ticksPerSecond;
    }
}
