using System.Diagnostics;

namespace ThroughputBench.Pairing;

/// <summary>
/// A stopwatch for one section of each operation of a side: a hook, a call, a lock. The side calls <see cref="Start"/> and
/// <see cref="Stop"/>; the engine keeps what was taken while it measured. Neither call allocates: room is made between blocks.
/// </summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class SectionTimes
{
    private long[] _ticks = [];
    private int _count;
    private long _started;
    private long _earlier;

    /// <summary>The section begins.</summary>
    public void Start() => _started = Stopwatch.GetTimestamp();

    /// <summary>The section of one operation ends.</summary>
    public void Stop()
    {
        long took = Stopwatch.GetTimestamp() - _started + _earlier;
        _earlier = 0;
        if (_count < _ticks.Length)
            _ticks[_count++] = took;
    }

    /// <summary>A part of a section ends that belongs to the operation whose <see cref="Stop"/> comes next.</summary>
    public void StopPart() => _earlier += Stopwatch.GetTimestamp() - _started;

    /// <summary>Forgets all times.</summary>
    /// <param name="operations">For how many operations to make room.</param>
    public void Clear(int operations)
    {
        (_count, _earlier) = (0, 0);
        MakeRoom(operations);
    }

    /// <summary>Forgets what came after the first so many operations: a warm-up between two layouts.</summary>
    /// <param name="operations">How many to keep at most.</param>
    internal void KeepFirst(int operations) => (_count, _earlier) = (Math.Min(_count, operations), 0);

    /// <summary>Makes room for more operations. What has been taken stays.</summary>
    /// <param name="operations">For how many more; those without room are not kept.</param>
    public void MakeRoom(int operations)
    {
        if (_ticks.Length - _count < operations)
            Array.Resize(ref _ticks, checked((int)Math.Min(Array.MaxLength, Math.Max(_count + (long)operations, 2L * _ticks.Length))));
    }

    /// <summary>The times since <see cref="Clear"/>, in ticks of <see cref="Stopwatch"/>, operation by operation.</summary>
    public long[] Taken() => _ticks[.._count];
}
