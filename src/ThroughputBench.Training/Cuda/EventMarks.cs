using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// Marks in a device's stream, each with an event, and the device's time at those that are asked for. Marks are numbered in the order in
/// which they were placed. Nothing here waits, except <see cref="WaitFor"/>.
/// </summary>
/// <remarks>
/// <para>An event is used again once its time is known or its mark is forgotten, so that in the long run none is made and nothing is
/// allocated.</para>
/// <para>The driver gives times as milliseconds in single precision. They are taken from an anchor, the latest event that was read more
/// than a second after the anchor before. So they keep a precision better than the driver's resolution of half a microsecond, however long
/// a run lasts.</para>
/// </remarks>
/// <param name="stream">The device's stream.</param>
/// <param name="frequency">Ticks per second of the times that are given out.</param>
internal sealed class EventMarks(CudaStream stream, long frequency)
{
    private const float AnchorMilliseconds = 1000;

    /// <summary>Events that wait to be read, at most, before the oldest are read although no log asked for them.</summary>
    private const int MostUnread = 1024;

    private readonly Stack<nint> _free = new();
    private readonly double _ticksPerMillisecond = frequency / 1000.0;
    private Mark[] _marks = new Mark[64];
    private long _unreadFrom;
    private long _unread;
    private nint _anchor;
    private long _anchorNumber;
    private double _anchorMilliseconds;

    /// <summary>The number of the oldest mark that is not forgotten.</summary>
    public long First { get; private set; }

    /// <summary>The number that the next mark will have.</summary>
    public long Next { get; private set; }

    /// <summary>A mark that was placed and is not forgotten. The reference holds until the next one is placed.</summary>
    public ref Mark this[long number] => ref _marks[number & (_marks.Length - 1)];

    /// <summary>Places a mark. If the driver fails, nothing is placed.</summary>
    /// <param name="kind">What the stage comes past.</param>
    /// <param name="counts">What was counted until then.</param>
    /// <param name="unknown">What is not known of that.</param>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void Place(StreamMarkKind kind, in ThroughputTotals counts, in UnknownCounts unknown)
    {
        nint placed = RecordedEvent();
        if (Next - First == _marks.Length)
            Grow();
        this[Next++] = new Mark
        {
            Kind = kind,
            Counts = counts,
            Unknown = unknown,
            Event = placed,
        };
        _unread++;
    }

    /// <summary>Whether the device has passed a mark.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public bool IsPassed(long number) => this[number].Event is var asked && (asked == 0 || stream.IsPassed(asked));

    /// <summary>The same; of a mark that it has passed, the time is then known too, for one call of the driver.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public bool TryRead(long number)
    {
        ref Mark mark = ref this[number];
        if (mark.Event == 0)
            return true;
        if (_anchor == 0 || number < _anchorNumber)
            return stream.IsPassed(mark.Event);
        if (!stream.TryMilliseconds(_anchor, mark.Event, out float sinceAnchor))
            return false;
        Keep(ref mark, number, _anchorMilliseconds + sinceAnchor);
        return true;
    }

    /// <summary>Waits until the device has passed a mark.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void WaitFor(long number)
    {
        if (this[number].Event is var awaited and not 0)
            stream.WaitFor(awaited);
    }

    /// <summary>The device's time at a mark that it has passed, in ticks since the first mark whose time was asked for.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public long Read(long number)
    {
        ref Mark mark = ref this[number];
        if (mark.Event == 0)
            return mark.DeviceTicks;
        double milliseconds =
            _anchor == 0 ? 0
            : number > _anchorNumber ? _anchorMilliseconds + stream.Milliseconds(_anchor, mark.Event)
            : _anchorMilliseconds - stream.Milliseconds(mark.Event, _anchor);
        Keep(ref mark, number, milliseconds);
        return mark.DeviceTicks;
    }

    /// <summary>Reads the oldest marks, up to one that the device has passed, if too many events wait to be read.</summary>
    /// <exception cref="CudaException">The driver failed.</exception>
    public void ReadSpare(long passed)
    {
        _unreadFrom = Math.Max(_unreadFrom, First);
        for (; _unread > MostUnread && _unreadFrom <= passed; _unreadFrom++)
            Read(_unreadFrom);
    }

    /// <summary>Forgets the oldest mark.</summary>
    public void Forget()
    {
        ref Mark mark = ref this[First++];
        if (mark.Event == 0)
            return;
        _free.Push(mark.Event);
        _unread--;
    }

    /// <summary>Forgets all marks and keeps their events.</summary>
    public void Restart()
    {
        while (First < Next)
            Forget();
        if (_anchor != 0)
            _free.Push(_anchor);
        (First, Next, _unreadFrom, _anchor, _anchorNumber, _anchorMilliseconds) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>Forgets all marks and frees all events.</summary>
    public void Clear()
    {
        Restart();
        while (_free.TryPop(out nint free))
            stream.Destroy(free);
    }

    private void Grow()
    {
        var larger = new Mark[2 * _marks.Length];
        for (long number = First; number < Next; number++)
            larger[number & (larger.Length - 1)] = this[number];
        _marks = larger;
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

    private void Keep(ref Mark mark, long number, double milliseconds)
    {
        mark.DeviceTicks = (long)Math.Round(milliseconds * _ticksPerMillisecond);
        UseAgain(mark.Event, number, milliseconds);
        mark.Event = 0;
        _unread--;
    }

    private void UseAgain(nint read, long number, double milliseconds)
    {
        if (_anchor != 0 && milliseconds - _anchorMilliseconds < AnchorMilliseconds)
        {
            _free.Push(read);
            return;
        }
        if (_anchor != 0)
            _free.Push(_anchor);
        (_anchor, _anchorNumber, _anchorMilliseconds) = (read, number, milliseconds);
    }

    /// <summary>One mark.</summary>
    public struct Mark
    {
        /// <summary>What the stage came past.</summary>
        public StreamMarkKind Kind;

        /// <summary>What was counted until then, without the time.</summary>
        public ThroughputTotals Counts;

        /// <summary>What is not known of what was counted.</summary>
        public UnknownCounts Unknown;

        /// <summary>The device's time in pauses before the mark, once the pauses are read.</summary>
        public long PausedTicks;

        /// <summary>The mark's event; 0 once its time is known.</summary>
        public nint Event;

        /// <summary>The device's time, once it is known.</summary>
        public long DeviceTicks;
    }
}
