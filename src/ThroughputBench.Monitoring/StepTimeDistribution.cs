namespace ThroughputBench.Monitoring;

/// <summary>
/// The step times of a window in order of length. Nothing happens as steps are taken: a read catches up with those added and removed since
/// the last read.
/// </summary>
internal sealed class StepTimeDistribution(ThroughputWindow window)
{
    private readonly SortedTicks _inOrder = new(window.Capacity);

    // The same step times in the order they were taken, as a ring: the window no longer has those that have left it.
    private readonly long[] _asTheyCame = new long[window.Capacity];
    private int _next;
    private long _seen;
    private long _clearings;

    /// <summary>The spread as it stands; <see langword="null"/> while the window holds no step.</summary>
    /// <param name="frequency">Ticks per second.</param>
    public StepTimes? Read(long frequency)
    {
        CatchUp();
        return _inOrder.Count == 0 ? null : new StepTimes(Seconds(OfPercent(50)), Seconds(OfPercent(95)), Seconds(_inOrder.Max));

        double Seconds(long ticks) => (double)ticks / frequency;
    }

    private long OfPercent(int percent) => _inOrder.OfRank((percent * _inOrder.Count + 99) / 100);

    private void CatchUp()
    {
        long steps = window.StepsSinceCleared;
        if (window.Clearings != _clearings || steps - _seen >= window.Capacity)
        {
            _inOrder.Clear();
            (_next, _seen, _clearings) = (0, steps - window.Steps, window.Clearings);
        }
        for (int age = (int)(steps - _seen) - 1; age >= 0; age--)
            Take(window.StepTicks(age));
        _seen = steps;
    }

    private void Take(long ticks)
    {
        if (_inOrder.Count == _asTheyCame.Length)
            _inOrder.Remove(_asTheyCame[_next]);
        _inOrder.Add(ticks);
        _asTheyCame[_next] = ticks;
        _next = _next + 1 == _asTheyCame.Length ? 0 : _next + 1;
    }
}
