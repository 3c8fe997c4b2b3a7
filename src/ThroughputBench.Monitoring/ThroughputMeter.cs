using System.Runtime.CompilerServices;

namespace ThroughputBench.Monitoring;

/// <summary>
/// Counts one stage's micro-batches, in this run and over its lifetime, and takes exact rates over a window of whole accumulation cycles.
/// It reads no clock: the caller passes timestamps, so any clock will do. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// A refused call leaves the meter unchanged. (A <c>ThroughputMonitor</c>'s own meters refuse no micro-batch:
/// <see cref="Doubtful"/>.) Feeding and reading allocate nothing and cost the same at every width of the window.
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
    private UnknownSteps _unknownTime,
        _unknownSamples,
        _unknownItems,
        _unknownFlops;
    private ThroughputTotals? _cycleEnd;

    /// <summary>Creates a meter that has not started.</summary>
    /// <param name="windowSteps">W: the window's width in optimizer steps; from 1 to <see cref="ThroughputWindow.MaximumSteps"/>.</param>
    /// <param name="frequency">Ticks per second of the timestamps that will be passed (<see cref="TimeProvider.TimestampFrequency"/>); at
    /// least 1.</param>
    /// <param name="warmupSteps">Optimizer steps at the start that count in the totals but never in a rate; at least 0.</param>
    /// <param name="stepTimes">Whether snapshots hold the spread of the step times in the window. It costs nothing per step; a read costs
    /// some 100 ns for each step since the last read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ThroughputMeter(int windowSteps, long frequency, int warmupSteps = 0, bool stepTimes = false)
    {
        if (frequency < 1)
        {
            throw Refusal.OutOfRange(
                nameof(frequency),
                frequency,
                $"A clock's frequency must be at least 1 tick per second, not {frequency}."
            );
        }
        if (warmupSteps < 0)
            throw Refusal.OutOfRange(nameof(warmupSteps), warmupSteps, $"Warm-up steps must not be negative: {warmupSteps}.");
        _window = new ThroughputWindow(windowSteps);
        _stepTimes = stepTimes ? new StepTimeDistribution(_window) : null;
        _frequency = frequency;
        _warmupSteps = warmupSteps;
    }

    private enum Phase
    {
        NotStarted,
        Running,
        Paused,
    }

    [Flags]
    private enum Counted
    {
        Undecided = 0,
        Decided = 1,
        Items = 2,
        Flops = 4,
    }

    /// <summary>What was counted in this run, since <see cref="Start"/>; the time is that of the latest micro-batch.</summary>
    public ThroughputTotals Totals => new(_ticks, _batches, _steps, _samples, _items, _flops);

    /// <summary>
    /// Called for each micro-batch and time that a meter would otherwise refuse. If it is set, these are counted as far as they are known;
    /// a negative count means "not known". A total that lacks something is then NaN, and so is a rate whose window lacks something. (In a
    /// state it is <see langword="null"/>, or what is known of it.)
    /// </summary>
    internal Action<MeterDoubt, BatchCounts>? Doubtful { get; init; }

    /// <summary>Whether the samples of all micro-batches of the run are known.</summary>
    internal bool KnowsSamples => !_unknownSamples.Any;

    /// <summary>Whether the items of all micro-batches of the run are known.</summary>
    internal bool KnowsItems => HasItems && !_unknownItems.Any;

    /// <summary>Whether the time of all micro-batches of the run is known.</summary>
    internal bool KnowsTime => !_unknownTime.Any;

    /// <summary>The run's totals at the latest end of a cycle.</summary>
    internal ThroughputTotals TotalsAtCycleEnd => _cycleEnd ?? _window.Newest;

    /// <summary>What is not known of the micro-batches so far.</summary>
    internal UnknownCounts Unknown => new(_unknownSamples, _unknownItems, _unknownFlops);

    /// <summary>The latest W optimizer steps.</summary>
    public ThroughputWindow Window => _window;

    /// <summary>Whether snapshots tell how the step times in the window are spread.</summary>
    internal bool KeepsStepTimes => _stepTimes is not null;

    /// <summary>Optimizer steps at the start that count in the totals but never in a rate.</summary>
    internal int WarmupSteps => _warmupSteps;

    /// <summary>
    /// Begins a run of the stage: totals begin at 0 and the window opens here. What was counted so far stays in the lifetime's totals only.
    /// </summary>
    /// <param name="timestamp">Now.</param>
    /// <exception cref="OverflowException">The lifetime's totals would exceed 63 bits. The meter is as it was.</exception>
    public void Start(long timestamp)
    {
        Forget(Save());
        (_origin, _latest, _phase) = (timestamp, timestamp, Phase.Running);
        _window.Add(default);
    }

    /// <summary>
    /// The lifetime's totals: of the state that was loaded, if any, and of every run since. Their time is that of the latest micro-batch.
    /// </summary>
    /// <remarks>
    /// They do not include the window, because no rate spans an interruption. After a resumption the window starts empty, and the warm-up
    /// is repeated.
    /// </remarks>
    /// <exception cref="OverflowException">A total would exceed 63 bits.</exception>
    public ThroughputState Save() => Lifetime(Totals);

    /// <summary>Continues the lifetime that a state holds. The meter is then like a new one: it counts once it is started.</summary>
    /// <param name="state">What <see cref="Save"/> gave, on this machine or another.</param>
    /// <exception cref="ArgumentException">The state is impossible; the message names the count and its value. The meter is as it
    /// was.</exception>
    public void Load(in ThroughputState state)
    {
        state.Validate();
        Forget(state);
        _phase = Phase.NotStarted;
    }

    /// <summary>Counts one micro-batch.</summary>
    /// <param name="timestamp">The time at its end; never before the latest one, and after the end of the last cycle where it ends a
    /// cycle.</param>
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
        long moreItems = counts.Items.GetValueOrDefault(),
            moreFlops = counts.Flops.GetValueOrDefault();
        if (
            counts.Samples < 1
            || moreFlops < 0
            || timestamp < _latest
            || (counts.Items.HasValue && moreItems < counts.Samples)
            || (counted != _counted && _counted != Counted.Undecided)
        )
        {
            AddDoubtful(timestamp, counts, counted, endsCycle);
            return;
        }

        // All that can fail comes before the first change. Nothing here is negative, so a negative sum has overflowed.
        long ticks = timestamp - _origin,
            samples = _samples + counts.Samples,
            items = _items + moreItems,
            steps = endsCycle ? _steps + 1 : _steps;
        Int128 flops = _flops + moreFlops;
        if ((ticks | samples | items) < 0 || (endsCycle && !_window.TryAdd(ticks, _batches + 1, steps, samples, items, flops)))
        {
            AddDoubtful(timestamp, counts, counted, endsCycle);
            return;
        }
        _batches++;
        (_ticks, _steps, _samples, _items, _flops) = (ticks, steps, samples, items, flops);
        (_latest, _counted) = (timestamp, counted);
        if (endsCycle && steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>
    /// Ends an accumulation cycle whose last micro-batch was counted as one inside it: only later did it turn out to be the epoch's last,
    /// and the optimizer step was taken. The step's time ends now.
    /// </summary>
    /// <param name="timestamp">Now, after the step; never before the latest time, and after the end of the last cycle.</param>
    /// <exception cref="InvalidOperationException">The stage has not started, or is paused.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time did not increase. The meter is as it was.</exception>
    public void EndCycle(long timestamp)
    {
        if (_phase != Phase.Running)
            throw NotRunning();
        if (timestamp < _latest)
        {
            if (Doubtful is null)
                throw TimeWentBack(timestamp);
            GoOnFrom(timestamp, default);
        }
        long ticks = timestamp - _origin,
            steps = _steps + 1;
        if (Doubtful is null)
            _window.Add(new ThroughputTotals(ticks, _batches, steps, _samples, _items, _flops));
        else if (!_window.TryAdd(ticks, _batches, steps, _samples, _items, _flops))
            ticks = EndWithoutTime(_batches, steps, _samples, _items, _flops, default);
        (_ticks, _steps, _latest) = (ticks, steps, timestamp);
        if (steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>Counts micro-batches that were added up before, and of which nothing is doubtful.</summary>
    /// <param name="timestamp">The time at the end of the last of them; this meter's steps have no times.</param>
    /// <param name="batches">Micro-batches.</param>
    /// <param name="steps">Ends of cycles among them.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="items">Items.</param>
    /// <param name="flops">Floating-point operations.</param>
    internal void AddSum(long timestamp, long batches, long steps, long samples, long items, Int128 flops)
    {
        _batches += batches;
        _steps += steps;
        _samples += samples;
        _items += items;
        _flops += flops;
        (_ticks, _latest) = (timestamp - _origin, timestamp);
    }

    /// <summary>
    /// Takes over what another meter counted, up to a moment whose time is known. A device's work is counted when the host asks for it, but
    /// its time is known at few ends of
    /// cycles only, and only later; this meter then holds two of them, the ends of its window.
    /// </summary>
    /// <param name="counter">The meter that counted.</param>
    /// <param name="totals">What it had counted then, with the time.</param>
    /// <param name="unknown">What was not known of that.</param>
    /// <param name="cycleEnd">The totals at the latest end of a cycle until then whose time is known.</param>
    /// <param name="begin">The totals at the window's beginning.</param>
    /// <param name="end">The totals at the window's end, at a later time; those of <paramref name="begin"/> if no whole cycle lies in the
    /// window yet.</param>
    internal void TakeOver(
        ThroughputMeter counter,
        in ThroughputTotals totals,
        in UnknownCounts unknown,
        in ThroughputTotals cycleEnd,
        in ThroughputTotals begin,
        in ThroughputTotals end
    )
    {
        (_ticks, _batches, _steps, _samples, _items, _flops) = totals;
        (_latest, _counted) = (_origin + totals.Ticks, counter._counted);
        (_unknownSamples, _unknownItems, _unknownFlops) = unknown;
        _cycleEnd = cycleEnd;
        _window.Clear();
        _window.Add(begin);
        if (end.Steps > begin.Steps)
            _window.Add(end);
    }

    /// <summary>Stops the stage's clock: the time until <see cref="Resume"/> does not count.</summary>
    /// <param name="timestamp">Now; never before the latest time.</param>
    /// <exception cref="InvalidOperationException">The stage is not running.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time went back; the meter is as it was.</exception>
    public void Pause(long timestamp) => Switch(timestamp, Phase.Running, Phase.Paused);

    /// <summary>Starts the stage's clock again.</summary>
    /// <param name="timestamp">Now; never before the pause.</param>
    /// <exception cref="InvalidOperationException">The stage is not paused.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Time went back; the meter is as it was.</exception>
    public void Resume(long timestamp)
    {
        long paused = timestamp - _latest;
        Switch(timestamp, Phase.Paused, Phase.Running);
        _origin += paused;
    }

    /// <summary>
    /// Time spent in the stage since <see cref="Start"/> until the latest micro-batch, pauses left out. NaN if a part of it is not known.
    /// </summary>
    public double Seconds => SecondsOf(_ticks);

    /// <summary>
    /// Rates over the window as it stands at the last end of a cycle; <see langword="null"/> until one whole cycle lies in it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThroughputRates? ReadRates()
    {
        if (_window.Steps == 0)
            return null;
        ThroughputTotals span = _window.Span;
        double perTick = (double)_frequency / span.Ticks;
        var rates = new ThroughputRates(
            span.Steps,
            span.Steps < _window.Capacity,
            (double)span.Ticks / _frequency,
            span.Batches * perTick,
            span.Samples * perTick,
            HasItems ? span.Items * perTick : null,
            HasFlops ? (double)span.Flops * perTick : null
        );
        return Doubtful is null ? rates : KnownOf(rates);
    }

    /// <summary>The counts and rates that add up over devices.</summary>
    public ThroughputFigures ReadFigures()
    {
        ThroughputRates? rates = ReadRates();
        return new ThroughputFigures(
            _batches,
            _samples,
            HasItems ? _items : null,
            HasFlops ? _flops : null,
            rates?.BatchesPerSecond,
            rates?.SamplesPerSecond,
            rates?.ItemsPerSecond,
            rates?.FlopsPerSecond
        );
    }

    /// <summary>
    /// How the step times in the window are spread; <see langword="null"/> where that was not asked for, and until one whole cycle lies in
    /// it.
    /// </summary>
    public StepTimes? ReadStepTimes() => _unknownTime.Touches(_window) ? null : _stepTimes?.Read(_frequency);

    /// <summary>
    /// All that there is to know, the lifetime's totals included. Where only rates are wanted, <see cref="ReadRates"/> costs less than
    /// half.
    /// </summary>
    public ThroughputSnapshot Read() => new(Seconds, Totals, HasItems, HasFlops, ReadRates(), Save(), ReadStepTimes());

    /// <summary>The same as it stood at the latest end of a cycle: without the micro-batches of one that has not ended.</summary>
    internal ThroughputSnapshot ReadAtCycleEnd()
    {
        ThroughputTotals totals = TotalsAtCycleEnd;
        return new ThroughputSnapshot(SecondsOf(totals.Ticks), totals, HasItems, HasFlops, ReadRates(), Lifetime(totals), ReadStepTimes());
    }

    private bool HasItems => (_counted & Counted.Items) != 0;

    private bool HasFlops => (_counted & Counted.Flops) != 0;

    private void Forget(in ThroughputState before)
    {
        _before = before;
        (_ticks, _batches, _steps, _samples, _items, _flops) = (0, 0, 0, 0, 0, 0);
        (_counted, _cycleEnd) = (Counted.Undecided, null);
        (_unknownTime, _unknownSamples, _unknownItems, _unknownFlops) = (default, default, default, default);
        _window.Clear();
    }

    /// <summary>Time up to a moment of the run.</summary>
    internal double SecondsOf(long ticks) => KnowsTime ? (double)ticks / _frequency : double.NaN;

    private ThroughputState Lifetime(in ThroughputTotals run)
    {
        var state = new ThroughputState(
            (double)run.Ticks / _frequency,
            run.Batches,
            run.Steps,
            run.Samples,
            KnowsItems ? run.Items : null,
            HasFlops && !_unknownFlops.Any ? run.Flops : null
        );
        return Doubtful is null ? ThroughputState.Join(_before, state) : ThroughputState.JoinAtMost(_before, state);
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
            throw Refusal.Invalid($"The stage cannot become {to} while it is {_phase}.");
        if (timestamp < _latest)
        {
            if (Doubtful is null)
                throw TimeWentBack(timestamp);
            if (from == Phase.Running)
                GoOnFrom(timestamp, default);
        }
        (_phase, _latest) = (to, timestamp);
    }

    /// <summary>A micro-batch that a strict meter refuses.</summary>
    private void AddDoubtful(long timestamp, in BatchCounts counts, Counted counted, bool endsCycle)
    {
        if (Doubtful is null || (counted != _counted && _counted != Counted.Undecided))
            throw RefusalOf(timestamp, counts, counted);
        if (timestamp < _latest || timestamp - _origin < 0)
            GoOnFrom(timestamp, counts);
        if (counts.Samples == 0)
            Doubtful(MeterDoubt.EmptyBatch, counts);
        else if (counts.Items >= 0 && counts.Items < counts.Samples)
            Doubtful(MeterDoubt.FewItems, counts);
        long ticks = timestamp - _origin,
            steps = endsCycle ? _steps + 1 : _steps;
        long samples = Sum(_samples, counts.Samples, ref _unknownSamples, MeterDoubt.UnknownSamples, counts);
        long items = Sum(_items, counts.Items.GetValueOrDefault(), ref _unknownItems, MeterDoubt.UnknownItems, counts);
        Int128 flops = _flops + Sum(0, counts.Flops.GetValueOrDefault(), ref _unknownFlops, MeterDoubt.UnknownFlops, counts);
        if (endsCycle && !_window.TryAdd(ticks, _batches + 1, steps, samples, items, flops))
            ticks = EndWithoutTime(_batches + 1, steps, samples, items, flops, counts);
        _batches++;
        (_ticks, _steps, _samples, _items, _flops) = (ticks, steps, samples, items, flops);
        (_latest, _counted) = (timestamp, counted);
        if (endsCycle && steps <= _warmupSteps)
            OpenWindowHere();
    }

    /// <summary>An end of a cycle at which the clock shows the same time as at the end before: the step's time is unknown.</summary>
    /// <returns>A time later by one tick, so that ends stay in order.</returns>
    private long EndWithoutTime(long batches, long steps, long samples, long items, Int128 flops, in BatchCounts counts)
    {
        long ticks = _window.Newest.Ticks + 1;
        _unknownTime.Add(steps);
        Doubtful!(MeterDoubt.ClockStoodStill, counts);
        _window.TryAdd(ticks, batches, steps, samples, items, flops);
        return ticks;
    }

    private long Sum(long total, long more, ref UnknownSteps unknown, MeterDoubt doubt, in BatchCounts counts)
    {
        if (more >= 0 && total <= long.MaxValue - more)
            return total + more;
        unknown.Add(_steps + 1);
        Doubtful!(more < 0 ? doubt : MeterDoubt.TooMany, counts);
        return total;
    }

    /// <summary>The clock went back: the stage's time continues from there, and the time that passed meanwhile is unknown.</summary>
    private void GoOnFrom(long timestamp, in BatchCounts counts)
    {
        _origin = timestamp - _ticks;
        _unknownTime.Add(_steps + 1);
        Doubtful!(MeterDoubt.ClockWentBack, counts);
    }

    private ThroughputRates KnownOf(in ThroughputRates rates)
    {
        if (_unknownTime.Touches(_window))
        {
            return new ThroughputRates(
                rates.Steps,
                rates.IsPartial,
                double.NaN,
                double.NaN,
                double.NaN,
                HasItems ? double.NaN : null,
                HasFlops ? double.NaN : null
            );
        }
        return rates with
        {
            SamplesPerSecond = _unknownSamples.IsIn(_window) ? double.NaN : rates.SamplesPerSecond,
            ItemsPerSecond = _unknownItems.IsIn(_window) ? double.NaN : rates.ItemsPerSecond,
            FlopsPerSecond = _unknownFlops.IsIn(_window) ? double.NaN : rates.FlopsPerSecond,
        };
    }

    // Exceptions are made out of line: their messages would cost the common path its registers.
    private InvalidOperationException NotRunning() =>
        new($"A micro-batch came while the stage was {(_phase == Phase.Paused ? "paused" : "not started")}.");

    private Exception RefusalOf(long timestamp, in BatchCounts counts, Counted counted)
    {
        if (counts.Samples < 1)
            return Refusal.OutOfRange(nameof(counts), counts.Samples, $"A micro-batch must hold at least 1 sample, not {counts.Samples}.");
        if (counts.Items < counts.Samples)
        {
            return Refusal.OutOfRange(
                nameof(counts),
                counts.Items,
                $"A micro-batch of {counts.Samples} samples must hold at least as many items, not {counts.Items}."
            );
        }
        if (counts.Flops < 0)
            return Refusal.OutOfRange(nameof(counts), counts.Flops, $"FLOPs must not be negative: {counts.Flops}.");
        if (timestamp < _latest)
            return TimeWentBack(timestamp);
        if (counted == _counted || _counted == Counted.Undecided)
        {
            long ticks = timestamp - _origin;
            bool overflows =
                ticks < 0 || _samples > long.MaxValue - counts.Samples || _items > long.MaxValue - counts.Items.GetValueOrDefault();
            return overflows ? new OverflowException("A total of the throughput meter would exceed 63 bits.") : _window.NotLater(ticks);
        }
        string what = ((counted ^ _counted) & Counted.Items) != 0 ? "Items" : "FLOPs";
        return Refusal.Wrong(
            $"{what} must be given for the same number of samples as before: for every micro-batch of a stage or for none.",
            nameof(counts)
        );
    }

    private ArgumentOutOfRangeException TimeWentBack(long timestamp) =>
        Refusal.OutOfRange(nameof(timestamp), timestamp, $"Time must increase: {timestamp} ticks came after {_latest}.");
}
