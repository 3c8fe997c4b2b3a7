using System.Runtime.CompilerServices;

namespace ThroughputBench.Training.Logging;

/// <summary>
/// Records on their way from the training thread, the only one that adds, to the writer, the only one that takes. Adding takes no lock: an
/// atomic instruction would wait until the writer's processor has released each cache line of the record. The queue grows if the writer is
/// slow.
/// </summary>
internal sealed class RecordQueue
{
    private readonly Stack<Segment> _spare = [];
    private Segment _filling = new(entries: 64, values: 1024);
    private Segment _emptying;
    private int _taken;
    private int _takenValues;

    public RecordQueue() => _emptying = _filling;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Entry entry, ReadOnlySpan<double> values)
    {
        if (!_filling.TryAdd(entry, values))
            Grow(entry, values);
    }

    /// <summary>Takes the oldest record. Its values stay as they are until the next call.</summary>
    public bool TryTake(out Entry entry, out ReadOnlySpan<double> values)
    {
        while (true)
        {
            // Read before the count: what was added before the next segment was linked is in the count.
            Segment? next = Volatile.Read(ref _emptying.Next);
            if (_taken < Volatile.Read(ref _emptying.Count))
            {
                entry = _emptying.Entries[_taken++];
                values = _emptying.Values.AsSpan(_takenValues, entry.Names.Names.Length);
                _takenValues += values.Length;
                return true;
            }
            if (next is null)
            {
                entry = default;
                values = default;
                return false;
            }
            Keep(_emptying);
            (_emptying, _taken, _takenValues) = (next, 0, 0);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(in Entry entry, ReadOnlySpan<double> values)
    {
        Segment next = SpareFor(values.Length) ?? _filling.Larger(values.Length);
        next.TryAdd(entry, values);
        Volatile.Write(ref _filling.Next, next);
        _filling = next;
    }

    private Segment? SpareFor(int values)
    {
        lock (_spare)
            return _spare.TryPop(out Segment? spare) && spare.Holds(values) ? spare : null;
    }

    private void Keep(Segment segment)
    {
        segment.Clear();
        lock (_spare)
            _spare.Push(segment);
    }

    /// <summary>A record without its values.</summary>
    /// <param name="Step">The step that the metrics belong to.</param>
    /// <param name="Epoch">The epoch, counted from 0.</param>
    /// <param name="UtcTicks">The wall clock's time in UTC when it was logged, as <see cref="DateTimeOffset.UtcTicks"/>.</param>
    /// <param name="Names">The metrics' names.</param>
    internal readonly record struct Entry(long Step, int Epoch, long UtcTicks, MetricNames Names);

    private sealed class Segment(int entries, int values)
    {
        /// <summary>The segment after this one; once it is set, nothing more is added here.</summary>
        public Segment? Next;

        /// <summary>Number of complete records.</summary>
        public int Count;

        public readonly Entry[] Entries = new Entry[entries];

        /// <summary>One record's values after the other's; a record has as many as names.</summary>
        public readonly double[] Values = new double[values];

        private int _used;

        public bool Holds(int values) => values <= Values.Length;

        public Segment Larger(int values) => new(2 * Entries.Length, Math.Max(2 * Values.Length, values));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryAdd(in Entry entry, ReadOnlySpan<double> values)
        {
            int at = Count;
            if (at == Entries.Length || _used + values.Length > Values.Length)
                return false;
            Span<double> room = Values.AsSpan(_used, values.Length);
            for (int i = 0; i < values.Length; i++)
                room[i] = values[i]; // few: not worth a call
            _used += values.Length;
            Entries[at] = entry;
            Volatile.Write(ref Count, at + 1);
            return true;
        }

        public void Clear() => (Next, Count, _used) = (null, 0, 0);
    }
}
