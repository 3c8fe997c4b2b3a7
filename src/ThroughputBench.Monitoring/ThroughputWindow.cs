using System.Runtime.CompilerServices;

namespace ThroughputBench.Monitoring;

/// <summary>
/// The last W optimizer steps, as the totals at their ends. Both ends of the window are ends of accumulation cycles, so no cycle is ever
/// cut. Adding and reading cost the same at every W, and allocate nothing.
/// </summary>
public sealed class ThroughputWindow
{
    /// <summary>The widest possible window, in optimizer steps.</summary>
    public const int MaximumSteps = 1 << 22;

    private readonly ThroughputTotals[] _ends;
    private int _newest;
    private long _added;

    /// <summary>Creates an empty window; all its memory is taken here.</summary>
    /// <param name="steps">W: how many optimizer steps it spans; from 1 to <see cref="MaximumSteps"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is out of range.</exception>
    public ThroughputWindow(int steps)
    {
        if (steps is < 1 or > MaximumSteps)
            throw Refusal.OutOfRange(nameof(steps), steps, $"A window must span from 1 to {MaximumSteps} optimizer steps, not {steps}.");
        _ends = new ThroughputTotals[steps + 1];
    }

    /// <summary>W: how many optimizer steps the window spans when it is full.</summary>
    public int Capacity => _ends.Length - 1;

    /// <summary>How many optimizer steps it spans now; 0 until two ends of cycles are known.</summary>
    public int Steps => Math.Max(0, Ends - 1);

    /// <summary>Whether it spans fewer steps than it could.</summary>
    public bool IsPartial => Steps < Capacity;

    /// <summary>What was counted between the two ends of the window; all zero while it spans no step.</summary>
    public ThroughputTotals Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _added < 2 ? default : _ends[_newest] - _ends[Slot(Ends - 1)];
    }

    /// <summary>The totals at the newest end of a cycle; all zero before the first.</summary>
    internal ThroughputTotals Newest => _added == 0 ? default : _ends[_newest];

    /// <summary>How often the window was emptied: a reader that keeps up with it then starts over.</summary>
    internal long Clearings { get; private set; }

    /// <summary>Steps since the window was last emptied, including those that have left it.</summary>
    internal long StepsSinceCleared => Math.Max(0, _added - 1);

    /// <summary>Adds the end of a cycle; the first one opens the window.</summary>
    /// <param name="end">The totals at that moment. Its ticks must be above those of the newest end.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time did not increase; the window is as it was.</exception>
    public void Add(in ThroughputTotals end)
    {
        if (!TryAdd(end.Ticks, end.Batches, end.Steps, end.Samples, end.Items, end.Flops))
            throw NotLater(end.Ticks);
    }

    /// <summary>
    /// The same, with the totals one by one. Built on the stack and copied as one, they would have to reach the cache first, queued behind
    /// everything that a training step has just written.
    /// </summary>
    /// <returns>Whether time increased; if not, the window is as it was.</returns>
    internal bool TryAdd(long ticks, long batches, long steps, long samples, long items, Int128 flops)
    {
        ThroughputTotals[] ends = _ends;
        int newest = _newest;
        if (_added > 0 && ticks <= ends[newest].Ticks)
            return false;
        newest = newest + 1 == ends.Length ? 0 : newest + 1;
        ends[newest] = new ThroughputTotals(ticks, batches, steps, samples, items, flops);
        _newest = newest;
        _added++;
        return true;
    }

    /// <summary>Forgets all ends.</summary>
    public void Clear()
    {
        _added = 0;
        Clearings++;
    }

    /// <summary>How long one step took: from the end of the cycle before it to its end, pauses left out.</summary>
    /// <param name="age">0 for the newest step, up to <see cref="Steps"/> − 1 for the oldest.</param>
    /// <returns>Its time in ticks; above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window holds no such step.</exception>
    public long StepTicks(int age)
    {
        if ((uint)age >= (uint)Steps)
            throw Refusal.OutOfRange(nameof(age), age, $"The window holds {Steps} steps, so there is no step of age {age}.");
        return _ends[Slot(age)].Ticks - _ends[Slot(age + 1)].Ticks;
    }

    /// <summary>The ends of cycles, the oldest first.</summary>
    internal ThroughputTotals[] ToArray() => [.. Enumerable.Range(0, Ends).Reverse().Select(age => _ends[Slot(age)])];

    // Made out of line: its message would cost the common path its registers.
    internal ArgumentOutOfRangeException NotLater(long ticks) =>
        Refusal.OutOfRange(
            nameof(ticks),
            ticks,
            $"Time must increase from one end of a cycle to the next: {ticks} ticks came after {_ends[_newest].Ticks}."
        );

    private int Ends => (int)Math.Min(_added, _ends.Length);

    private int Slot(int age)
    {
        int slot = _newest - age;
        return slot < 0 ? slot + _ends.Length : slot;
    }
}
