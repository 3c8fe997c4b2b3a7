using System.Runtime.CompilerServices;

namespace ThroughputBench.Monitoring;

/// <content>What can be read from a meter. Reading changes nothing.</content>
public sealed partial class ThroughputMeter
{
    /// <summary>What was counted in this run, since <see cref="Start"/>; the time is that of the latest micro-batch.</summary>
    public ThroughputTotals Totals => new(_ticks, _batches, _steps, _samples, _items, _flops);

    /// <summary>The latest W optimizer steps.</summary>
    public ThroughputWindow Window => _window;

    /// <summary>
    /// Time spent in the stage since <see cref="Start"/> until the latest micro-batch, pauses left out. NaN if a part of it is not known.
    /// </summary>
    public double Seconds => SecondsOf(_ticks);

    /// <summary>
    /// Rates over the window as it stands at the last end of a cycle; <see langword="null"/> until one whole cycle lies in it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a log runs through it cold
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
        return _doubts.AreAccepted ? _doubts.KnownOf(rates, _window) : rates;
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
    /// How the step times in the window are spread; <see langword="null"/> if that was not asked for, and until one whole cycle lies in
    /// it.
    /// </summary>
    public StepTimes? ReadStepTimes() => _doubts.TimeTouches(_window) ? null : _stepTimes?.Read(_frequency);

    /// <summary>
    /// All that there is to know, the lifetime's totals included. If only rates are wanted, <see cref="ReadRates"/> costs less than
    /// half.
    /// </summary>
    public ThroughputSnapshot Read() => new(Seconds, Totals, HasItems, HasFlops, ReadRates(), Save(), ReadStepTimes());

    /// <summary>The same as it stood at the latest end of a cycle: without the micro-batches of one that has not ended.</summary>
    internal ThroughputSnapshot ReadAtCycleEnd()
    {
        ThroughputTotals totals = TotalsAtCycleEnd;
        return new ThroughputSnapshot(SecondsOf(totals.Ticks), totals, HasItems, HasFlops, ReadRates(), Lifetime(totals), ReadStepTimes());
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

    /// <summary>Whether the samples of all micro-batches of the run are known.</summary>
    internal bool KnowsSamples => _doubts.KnowsSamples;

    /// <summary>Whether the items of all micro-batches of the run are known.</summary>
    internal bool KnowsItems => HasItems && _doubts.KnowsItems;

    /// <summary>The run's totals at the latest end of a cycle.</summary>
    internal ThroughputTotals TotalsAtCycleEnd => _cycleEnd ?? _window.Newest;

    /// <summary>What is not known of the micro-batches so far.</summary>
    internal UnknownCounts Unknown => _doubts.Unknown;

    /// <summary>Whether snapshots hold the spread of the step times in the window.</summary>
    internal bool KeepsStepTimes => _stepTimes is not null;

    /// <summary>
    /// How many of the newest steps have a time of their own that is known: none if this meter took over the two ends of its window.
    /// </summary>
    internal int TimedSteps => _cycleEnd is not null || _doubts.TimeTouches(_window) ? 0 : _window.Steps;

    /// <summary>How long one of the timed steps took.</summary>
    /// <param name="age">0 for the newest.</param>
    internal double StepSeconds(int age) => (double)_window.StepTicks(age) / _frequency;

    /// <summary>Time up to a moment of the run.</summary>
    internal double SecondsOf(long ticks) => _doubts.KnowsTime ? (double)ticks / _frequency : double.NaN;

    private bool HasItems => (_counted & CountedKinds.Items) != 0;

    private bool HasFlops => (_counted & CountedKinds.Flops) != 0;

    private ThroughputState Lifetime(in ThroughputTotals run)
    {
        var state = new ThroughputState(
            (double)run.Ticks / _frequency,
            run.Batches,
            run.Steps,
            run.Samples,
            KnowsItems ? run.Items : null,
            HasFlops && _doubts.KnowsFlops ? run.Flops : null
        );
        return _doubts.AreAccepted ? ThroughputState.JoinAtMost(_before, state) : ThroughputState.Join(_before, state);
    }
}
