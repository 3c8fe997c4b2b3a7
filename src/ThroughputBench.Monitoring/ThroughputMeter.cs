using System.Runtime.CompilerServices;

namespace ThroughputBench.Monitoring;

/// <summary>
/// Counts one stage's micro-batches, in this run and over its lifetime, and takes exact rates over a window of whole accumulation cycles. It reads no
/// clock: whoever feeds it passes timestamps, so any clock will do. One thread at a time.
/// </summary>
/// <remarks>
/// A call that is refused leaves the meter as it was. Feeding and reading allocate nothing and cost the same at every width of the window.
/// </remarks>
public sealed class ThroughputMeter
{
    private readonly ThroughputWindow _window;
    private readonly StepTimeDistribution? _stepTimes;
    private readonly long _frequency;
    private readonly int _warmupSteps;
    private long _ticks;
    private long _batches;
    private long _steps;
    private long _samples;
    private long _items;
    private Int128 _flops;
    private ThroughputState _before;
    private long _origin;
    private long _latest;
    private Phase _phase;
    private Counted _counted;

    /// <summary>Creates a meter that has not started.</summary>
    /// <param name="windowSteps">W: the window's width in optimizer steps; from 1 to <see cref="ThroughputWindow.MaximumSteps"/>.</param>
    /// <param name="frequency">Ticks per second of the timestamps that will be passed (<see cref="TimeProvider.TimestampFrequency"/>); at least 1.</param>
    /// <param name="warmupSteps">Optimizer steps at the start that count in the totals but never in a rate; at least 0.</param>
    /// <param name="stepTimes">Whether snapshots tell how the step times in the window are spread. It costs nothing per step, and at a read some 100 ns for each step since the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ThroughputMeter(int windowSteps, long frequency, int warmupSteps = 0, bool stepTimes = false)
    {
        if (frequency < 1)
            throw new ArgumentOutOfRangeException(nameof(frequency), frequency, $"A clock's frequency must be at least 1 tick per second, not {frequency}.");
        if (warmupSteps < 0)
            throw new ArgumentOutOfRangeException(nameof(warmupSteps), warmupSteps, $"Warm-up steps must not be negative: {warmupSteps}.");
        _window = new ThroughputWindow(windowSteps);
        _stepTimes = stepTimes ? new StepTimeDistribution(_window) : null;
        _frequency = frequency;
        _warmupSteps = warmupSteps;
    }

    private enum Phase { NotStarted, Running, Paused }

    [Flags]
    private enum Counted { Undecided = 0, Decided = 1, Items = 2, Flops = 4 }

    /// <summary>What was counted in this run, since <see cref="Start"/>; the time is that of the latest micro-batch.</summary>
    public ThroughputTotals Totals => new(_ticks, _batches, _steps, _samples, _items, _flops);

    /// <summary>The latest W optimizer steps.</summary>
    public ThroughputWindow Window => _window;

    /// <summary>Whether snapshots tell how the step times in the window are spread.</summary>
    internal bool KeepsStepTimes => _stepTimes is not null;

    /// <summary>Optimizer steps at the start that count in the totals but never in a rate.</summary>
    internal int WarmupSteps => _warmupSteps;

    /// <summary>Begins a run of the stage: totals begin at 0 and the window opens here. What was counted so far stays in the lifetime's totals only.</summary>
    /// <param name="timestamp">Now.</param>
    /// <exception cref="OverflowException">The lifetime's totals would exceed 63 bits. The meter is as it was.</exception>
    public void Start(long timestamp)
    {
        Forget(Save());
        (_origin, _latest, _phase) = (timestamp, timestamp, Phase.Running);
        _window.Add(default);
    }

    /// <summary>The lifetime's totals: of the state that was loaded, if any, and of every run since. Their time is that of the latest micro-batch.</summary>
    /// <remarks>The window is no part of it, because time on either side of an interruption makes no rate; after a resumption it opens anew, and a warm-up is gone through again.</remarks>
    /// <exception cref="OverflowException">A total would exceed 63 bits.</exception>
    public ThroughputState Save()
    {
        var run = new ThroughputState(
            (double)_ticks / _frequency, _batches, _steps, _samples,
            HasItems ? _items : null, HasFlops ? _flops : null);
        return ThroughputState.Join(_before, run);
    }

    /// <summary>Takes up a lifetime where it was saved. The meter is then as if newly made: it counts once it is started.</summary>
    /// <param name="state">What <see cref="Save"/> gave, on this machine or another.</param>
    /// <exception cref="ArgumentException">The state is impossible; the message names the count and its value. The meter is as it was.</exception>
    public void Load(in ThroughputState state)
    {
        state.Validate();
        Forget(state);
        _phase = Phase.NotStarted;
    }

    /// <summary>Counts one micro-batch.</summary>
    /// <param name="timestamp">The time at its end; never before the latest one, and after the end of the last cycle where it ends a cycle.</param>
    /// <param name="counts">What it held. Items and FLOPs are counted for every micro-batch of a stage or for none.</param>
    /// <param name="endsCycle">Whether an optimizer step followed it, so that it ends an accumulation cycle.</param>
    /// <exception cref="InvalidOperationException">The stage has not started, or is paused.</exception>
    /// <exception cref="ArgumentException">A count or the time is wrong; the message names it. The meter is as it was.</exception>
    /// <exception cref="OverflowException">A total other than that of the FLOPs would exceed 63 bits. The meter is as it was.</exception>
    public void Add(long timestamp, in BatchCounts counts, bool endsCycle)
    {
        if (_phase != Phase.Running)
            throw NotRunning();
        Counted counted = Counted.Decided | (counts.Items.HasValue ? Counted.Items : 0) | (counts.Flops.HasValue ? Counted.Flops : 0);
        long moreItems = counts.Items.GetValueOrDefault(), moreFlops = counts.Flops.GetValueOrDefault();
        if (counts.Samples < 1 || moreFlops < 0 || timestamp < _latest || (counts.Items.HasValue && moreItems < counts.Samples) || (counted != _counted && _counted != Counted.Undecided))
            throw Refusal(timestamp, counts, counted);

        // All that can fail comes before the first change.
        long ticks = checked(timestamp - _origin), samples = checked(_samples + counts.Samples), items = checked(_items + moreItems), steps = _steps;
        Int128 flops = _flops + moreFlops;
        if (endsCycle)
            _window.Add(ticks, _batches + 1, ++steps, samples, items, flops);
        _batches++;
        (_ticks, _steps, _samples, _items, _flops) = (ticks, steps, samples, items, flops);
        (_latest, _counted) = (timestamp, counted);
        if (endsCycle && steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>
    /// Takes over what another meter counted, up to a moment whose time is known. A device's work is counted when the host asks for it, but its time is known at few ends of
    /// cycles only, and only later; this meter then holds two of them, the ends of its window.
    /// </summary>
    /// <param name="counter">The meter that counted.</param>
    /// <param name="totals">What it had counted then, with the time.</param>
    /// <param name="begin">The totals at the window's beginning.</param>
    /// <param name="end">The totals at the window's end, at a later time; those of <paramref name="begin"/> if no whole cycle lies in the window yet.</param>
    internal void TakeOver(ThroughputMeter counter, in ThroughputTotals totals, in ThroughputTotals begin, in ThroughputTotals end)
    {
        (_ticks, _batches, _steps, _samples, _items, _flops) = totals;
        (_latest, _counted) = (_origin + totals.Ticks, counter._counted);
        _window.Clear();
        _window.Add(begin);
        if (end.Steps > begin.Steps)
            _window.Add(end);
    }

    /// <summary>Stops the stage's clock: what happens until <see cref="Resume"/> is not the stage's time.</summary>
    /// <param name="timestamp">Now; never before the latest time.</param>
    /// <exception cref="InvalidOperationException">The stage is not running.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time went back; the meter is as it was.</exception>
    public void Pause(long timestamp) => Switch(timestamp, Phase.Running, Phase.Paused);

    /// <summary>Lets the stage's clock go on.</summary>
    /// <param name="timestamp">Now; never before the pause.</param>
    /// <exception cref="InvalidOperationException">The stage is not paused.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time went back; the meter is as it was.</exception>
    public void Resume(long timestamp)
    {
        long paused = timestamp - _latest;
        Switch(timestamp, Phase.Paused, Phase.Running);
        _origin += paused;
    }

    /// <summary>Time spent in the stage since <see cref="Start"/> until the latest micro-batch, pauses left out.</summary>
    public double Seconds => (double)_ticks / _frequency;

    /// <summary>Rates over the window as it stands at the last end of a cycle; <see langword="null"/> until one whole cycle lies in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThroughputRates? ReadRates()
    {
        if (_window.Steps == 0)
            return null;
        ThroughputTotals span = _window.Span;
        double perTick = (double)_frequency / span.Ticks;
        return new ThroughputRates(
            span.Steps, span.Steps < _window.Capacity, (double)span.Ticks / _frequency,
            span.Batches * perTick, span.Samples * perTick,
            HasItems ? span.Items * perTick : null, HasFlops ? (double)span.Flops * perTick : null);
    }

    /// <summary>The counts and rates that add up over devices.</summary>
    public ThroughputFigures ReadFigures()
    {
        ThroughputRates? rates = ReadRates();
        return new ThroughputFigures(
            _batches, _samples, HasItems ? _items : null, HasFlops ? _flops : null,
            rates?.BatchesPerSecond, rates?.SamplesPerSecond, rates?.ItemsPerSecond, rates?.FlopsPerSecond);
    }

    /// <summary>How the step times in the window are spread; <see langword="null"/> where that was not asked for, and until one whole cycle lies in it.</summary>
    public StepTimes? ReadStepTimes() => _stepTimes?.Read(_frequency);

    /// <summary>All that there is to know, the lifetime's totals included. Where only rates are wanted, <see cref="ReadRates"/> costs less than half.</summary>
    public ThroughputSnapshot Read() => new(Seconds, Totals, HasItems, HasFlops, ReadRates(), Save(), ReadStepTimes());

    private bool HasItems => (_counted & Counted.Items) != 0;

    private bool HasFlops => (_counted & Counted.Flops) != 0;

    private void Forget(in ThroughputState before)
    {
        _before = before;
        (_ticks, _batches, _steps, _samples, _items, _flops) = (0, 0, 0, 0, 0, 0);
        _counted = Counted.Undecided;
        _window.Clear();
    }

    /// <summary>The end of the warm-up takes the place of the stage's start as the window's first end.</summary>
    private void OpenWindowHere()
    {
        _window.Clear();
        _window.Add(Totals);
    }

    private void Switch(long timestamp, Phase from, Phase to)
    {
        if (_phase != from)
            throw new InvalidOperationException($"The stage cannot become {to} while it is {_phase}.");
        if (timestamp < _latest)
            throw TimeWentBack(timestamp);
        (_phase, _latest) = (to, timestamp);
    }

    // Exceptions are made out of line: their messages would cost the common path its registers.
    private InvalidOperationException NotRunning() =>
        new($"A micro-batch came while the stage was {(_phase == Phase.Paused ? "paused" : "not started")}.");

    private ArgumentException Refusal(long timestamp, in BatchCounts counts, Counted counted)
    {
        if (counts.Samples < 1)
            return new ArgumentOutOfRangeException(nameof(counts), counts.Samples, $"A micro-batch must hold at least 1 sample, not {counts.Samples}.");
        if (counts.Items < counts.Samples)
            return new ArgumentOutOfRangeException(nameof(counts), counts.Items, $"A micro-batch of {counts.Samples} samples must hold at least as many items, not {counts.Items}.");
        if (counts.Flops < 0)
            return new ArgumentOutOfRangeException(nameof(counts), counts.Flops, $"FLOPs must not be negative: {counts.Flops}.");
        if (timestamp < _latest)
            return TimeWentBack(timestamp);
        string what = ((counted ^ _counted) & Counted.Items) != 0 ? "Items" : "FLOPs";
        return new ArgumentException($"{what} must be given for the same number of samples as before: for every micro-batch of a stage or for none.", nameof(counts));
    }

    private ArgumentOutOfRangeException TimeWentBack(long timestamp) =>
        new(nameof(timestamp), timestamp, $"Time must increase: {timestamp} ticks came after {_latest}.");
}
