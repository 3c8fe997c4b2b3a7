namespace ThroughputBench.Monitoring;

/// <summary>
/// A bounded multiset of numbers of ticks in ascending order. Adding, removing and looking up by rank touch about the square root of its
/// capacity at most, and allocate nothing.
/// </summary>
/// <remarks>
/// The values lie in sorted runs, and the runs lie in order. A full run is halved; two neighbours that fill no more than half a run are
/// joined. So any two neighbours hold more than half a run, and the number of runs is bounded.
/// </remarks>
internal sealed class SortedTicks
{
    private const int ShortestRun = 128;

    private readonly int _runLength;
    private readonly long[] _values;

    // Of the runs in use, in order. After them, _starts holds the free places.
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly long[] _last;
    private int _runs;

    /// <summary>Takes all the memory that it will ever need.</summary>
    /// <param name="capacity">How many values it must hold; at least 1.</param>
    public SortedTicks(int capacity)
    {
        _runLength = ShortestRun;
        while ((long)_runLength * _runLength < 4L * capacity)
            _runLength *= 2;
        int runs = 2 * (capacity / (_runLength / 2 + 1)) + 1;
        _values = new long[runs * _runLength];
        (_starts, _counts, _last) = (new int[runs], new int[runs], new long[runs]);
        for (int run = 0; run < runs; run++)
            _starts[run] = run * _runLength;
        Clear();
    }

    public int Count { get; private set; }

    /// <summary>The largest value; there must be one.</summary>
    public long Max => _last[_runs - 1];

    /// <summary>The value of a rank: 1 for the smallest, up to <see cref="Count"/>.</summary>
    public long OfRank(int rank)
    {
        int run = 0;
        for (; rank > _counts[run]; run++)
            rank -= _counts[run];
        return _values[_starts[run] + rank - 1];
    }

    public void Add(long value)
    {
        int run = Math.Min(RunOf(value), _runs - 1);
        if (_counts[run] == _runLength)
        {
            Halve(run);
            if (value > _last[run])
                run++;
        }
        int count = _counts[run]++;
        Span<long> values = _values.AsSpan(_starts[run], count + 1);
        int at = values[..count].BinarySearch(value);
        if (at < 0)
            at = ~at;
        values[at..count].CopyTo(values[(at + 1)..]);
        values[at] = value;
        _last[run] = values[count];
        Count++;
    }

    /// <summary>Removes one of the values that equal <paramref name="value"/>; there must be one.</summary>
    public void Remove(long value)
    {
        int run = RunOf(value);
        int count = --_counts[run];
        Span<long> values = _values.AsSpan(_starts[run], count + 1);
        int at = values.BinarySearch(value);
        values[(at + 1)..].CopyTo(values[at..]);
        if (count > 0)
            _last[run] = values[count - 1];
        Count--;
        JoinIfRoom(run);
        JoinIfRoom(run - 1);
    }

    public void Clear() => (_runs, _counts[0], Count) = (1, 0, 0);

    /// <summary>A run that holds the value if any does; the number of runs if all values are smaller.</summary>
    private int RunOf(long value)
    {
        int run = _last.AsSpan(0, _runs).BinarySearch(value);
        return run < 0 ? ~run : run;
    }

    private void Halve(int run)
    {
        int free = _starts[_runs],
            half = _runLength / 2;
        int upper = run + 1;
        Array.Copy(_starts, upper, _starts, upper + 1, _runs - upper);
        Array.Copy(_counts, upper, _counts, upper + 1, _runs - upper);
        Array.Copy(_last, upper, _last, upper + 1, _runs - upper);
        _runs++;
        Array.Copy(_values, _starts[run] + half, _values, free, half);
        (_starts[upper], _counts[upper], _last[upper]) = (free, half, _last[run]);
        (_counts[run], _last[run]) = (half, _values[_starts[run] + half - 1]);
    }

    /// <summary>Joins a run with the one above it if enough room is left.</summary>
    private void JoinIfRoom(int run)
    {
        int upper = run + 1;
        if (run < 0 || upper >= _runs)
            return;
        int both = _counts[run] + _counts[upper];
        if (both > _runLength / 2 && _counts[run] > 0 && _counts[upper] > 0)
            return;
        int free = _starts[upper];
        if (_counts[upper] > 0)
        {
            Array.Copy(_values, free, _values, _starts[run] + _counts[run], _counts[upper]);
            _last[run] = _last[upper];
        }
        _counts[run] = both;
        _runs--;
        Array.Copy(_starts, upper + 1, _starts, upper, _runs - upper);
        Array.Copy(_counts, upper + 1, _counts, upper, _runs - upper);
        Array.Copy(_last, upper + 1, _last, upper, _runs - upper);
        _starts[_runs] = free;
    }
}
