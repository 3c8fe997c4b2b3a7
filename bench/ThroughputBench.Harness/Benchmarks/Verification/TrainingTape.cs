using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// The harness's account of a training: what was trained and validated, and how long that took on a clock that it moves itself. It comes
/// before the monitors in the callbacks and uses no counts of theirs or of the trainer: it sees each micro-batch begin, and a cycle ends
/// with an optimizer step that it sees.
/// </summary>
/// <param name="clock">The clock to move.</param>
/// <param name="accumulate">Micro-batches of a whole cycle.</param>
internal sealed class TrainingTape(VirtualClock clock, int accumulate) : Callback<Batch>
{
    private readonly List<TapedEnd> _cycles = [];
    private readonly List<List<TapedEnd>> _validations = [];
    private TapedTotals _totals;
    private TapedTotals _validated;
    private Happening _happened;
    private bool _evaluates;
    private bool _isSanityCheck;
    private int _epochs;
    private int _position;
    private long _events;

    /// <summary>Ends of training cycles, in order.</summary>
    public IReadOnlyList<TapedEnd> Cycles => _cycles;

    /// <summary>Each pass over validation data, batch by batch, without the sanity check.</summary>
    public IReadOnlyList<IReadOnlyList<TapedEnd>> Validations => _validations;

    /// <summary>The clock's time when training began.</summary>
    public long StartMilliseconds { get; private set; }

    /// <summary>What the clock said when training ended.</summary>
    public long EndMilliseconds { get; private set; }

    /// <summary>The data source begins an epoch of training.</summary>
    public void BeginEpoch()
    {
        if (_evaluates)
            return;
        _happened |= _epochs++ > 0 ? Happening.EpochEnd : 0;
    }

    /// <summary>The data source makes training, or the evaluation, wait.</summary>
    public void Wait()
    {
        Disturb();
        Spend(3 + Unequal(11), waits: true);
    }

    public override void OnTrainStart(TrainerState state) => StartMilliseconds = clock.Milliseconds;

    public override void OnTrainEnd(TrainerState state) => EndMilliseconds = clock.Milliseconds;

    public override void OnTrainBatchStart(TrainerState state, Batch batch)
    {
        Spend(20 + Unequal(83));
        _totals = _totals.With(batch);
        _position++;
    }

    public override void OnBeforeOptimizerStep(TrainerState state)
    {
        Spend(10 + Unequal(61));
        _totals += new TapedTotals { Steps = 1 };
        if (_position < accumulate)
            _happened |= Happening.ShortCycle;
        _cycles.Add(new TapedEnd(_totals, clock.Milliseconds, _happened));
        (_position, _happened) = (0, Happening.None);
    }

    // Training's clock already stands still before the monitor's hook is called.
    public override void OnTrainResume(TrainerState state) => clock.Advance(151);

    public override void OnEvaluationStart(TrainerState state)
    {
        clock.Advance(503);
        (_evaluates, _isSanityCheck, _validated) = (true, state.IsSanityCheck, default);
        if (_isSanityCheck)
            return;
        _validations.Add([]);
        _happened |= Happening.Validation;
    }

    public override void OnEvaluationBatchStart(TrainerState state, Batch batch)
    {
        Spend(7 + Unequal(29));
        _validated = _validated.With(batch) + new TapedTotals { Steps = 1 };
        if (!_isSanityCheck)
            _validations[^1].Add(new TapedEnd(_validated, clock.Milliseconds, Happening.None));
    }

    /// <summary>
    /// Comes after the monitors in the callbacks: slow work at a validation or an epoch's end, a checkpoint for instance.
    /// </summary>
    public Callback<Batch> Aftermath => new AftermathOf(this, clock);

    // A different number of milliseconds each time.
    private long Unequal(int below) => 7919 * ++_events % below;

    private void Spend(long milliseconds, bool waits = false)
    {
        clock.Advance(milliseconds);
        var spent = new TapedTotals { Milliseconds = milliseconds, WaitedMilliseconds = waits ? milliseconds : 0 };
        if (_evaluates)
            _validated += spent;
        else
            _totals += spent;
    }

    // Work for the monitor's runtime figures to count: memory at each micro-batch, and an occasional collection.
    private void Disturb()
    {
        GC.KeepAlive(new byte[RuntimeReading.BytesPerBatch]);
        if (_events % RuntimeReading.EventsPerCollection == 0)
            GC.Collect(0);
    }

    private sealed class AftermathOf(TrainingTape tape, VirtualClock clock) : Callback<Batch>
    {
        public override void OnTrainPause(TrainerState state) => clock.Advance(97);

        public override void OnEvaluationEnd(TrainerState state)
        {
            clock.Advance(701);
            tape._evaluates = false;
        }

        public override void OnTrainEpochEnd(TrainerState state) => clock.Advance(907);
    }
}
