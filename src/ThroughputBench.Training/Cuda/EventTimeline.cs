namespace ThroughputBench.Training.Cuda;

/// <summary>
/// Marks that were placed in a device's stream, in order, and the device's time at each, once the device has passed it. Placing and asking
/// never wait.
/// </summary>
/// <remarks>
/// <para>Events are used again once their time is known, so that there are only ever as many as were in flight at once, and in the long run
/// nothing is allocated.</para>
/// <para>The driver gives times as milliseconds in single precision. They are taken from an anchor, an event that is never older than about
/// a second, or than the event before: so they keep a precision better than the driver's resolution of half a microsecond, for as long as a
/// run may last.</para>
/// </remarks>
/// <param name="stream">The device's stream.</param>
/// <param name="frequency">Ticks per second of the times that are given out.</param>
internal sealed class EventTimeline(CudaStream stream, long frequency)
{
    private const float AnchorMilliseconds = 1000;

    private readonly Stack<nint> _free = new();
    private readonly double _ticksPerMillisecond = frequency / 1000.0;
    private Placed[] _placed = new Placed[64];
    private int _oldest;
    private int _count;
    private int _timed;
    private long _ticks;
    private nint _anchor;
    private double _anchorMilliseconds;

    /// <summary>Places a mark without an event: its time is that of the next mark that has one.</summary>
    public void Add(in StreamMark mark) => Append(mark, placed: 0);

    /// <summary>Places a mark with an event. If the driver fails, nothing is placed.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void Record(in StreamMark mark) => Append(mark, RecordedEvent());

    /// <summary>Gives the newest mark an event if it has none, so that nothing waits for a mark that may never come.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void Close()
    {
        if (_count > _timed && At(_count - 1).Event == 0)
            At(_count - 1).Event = RecordedEvent();
    }

    /// <summary>Takes out the oldest mark, if the device has passed it.</summary>
    /// <param name="waits">Whether to wait until the device has passed it.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="ticks">The device's time there; never earlier than at a mark before it.</param>
    /// <returns>Whether there was such a mark.</returns>
    /// <exception cref="CudaException">The driver failed.</exception>
    public bool TryTake(bool waits, out StreamMark mark, out long ticks)
    {
        ticks = 0;
        mark = default;
        if (_timed == 0 && !TryTime(waits))
            return false;
        (mark, ticks) = (At(0).Mark, _ticks);
        _oldest = (_oldest + 1) & (_placed.Length - 1);
        _count--;
        _timed--;
        return true;
    }

    /// <summary>Forgets all marks and frees all events.</summary>
    public void Clear()
    {
        for (; _count > 0; _count--)
            Free(At(_count - 1).Event);
        Free(_anchor);
        while (_free.TryPop(out nint free))
            Free(free);
        (_timed, _ticks, _anchor, _anchorMilliseconds) = (0, 0, 0, 0);
    }

    private ref Placed At(int age) => ref _placed[(_oldest + age) & (_placed.Length - 1)];

    private void Append(in StreamMark mark, nint placed)
    {
        if (_count == _placed.Length)
            Grow();
        At(_count++) = new Placed { Mark = mark, Event = placed };
    }

    private void Grow()
    {
        var larger = new Placed[2 * _placed.Length];
        for (int i = 0; i < _count; i++)
            larger[i] = At(i);
        (_placed, _oldest) = (larger, 0);
    }

    private nint RecordedEvent()
    {
        if (!_free.TryPop(out nint recorded))
            recorded = stream.CreateEvent();
        try
        {
            stream.Record(recorded);
            return recorded;
        }
        catch (CudaException)
        {
            _free.Push(recorded);
            throw;
        }
    }

    private bool TryTime(bool waits)
    {
        int next = 0;
        while (next < _count && At(next).Event == 0)
            next++;
        if (next == _count)
            return false;
        nint passed = At(next).Event;
        if (waits)
            stream.WaitFor(passed);
        else if (!stream.IsPassed(passed))
            return false;
        double milliseconds = _anchor == 0 ? 0 : _anchorMilliseconds + stream.Milliseconds(_anchor, passed);
        _ticks = Math.Max(_ticks, (long)Math.Round(milliseconds * _ticksPerMillisecond));
        At(next).Event = 0;
        _timed = next + 1;
        UseAgain(passed, milliseconds);
        return true;
    }

    private void UseAgain(nint passed, double milliseconds)
    {
        if (_anchor != 0 && milliseconds - _anchorMilliseconds < AnchorMilliseconds)
        {
            _free.Push(passed);
            return;
        }
        if (_anchor != 0)
            _free.Push(_anchor);
        (_anchor, _anchorMilliseconds) = (passed, milliseconds);
    }

    private void Free(nint freed)
    {
        if (freed != 0)
            stream.Destroy(freed);
    }

    private struct Placed
    {
        public StreamMark Mark;
        public nint Event;
    }
}
