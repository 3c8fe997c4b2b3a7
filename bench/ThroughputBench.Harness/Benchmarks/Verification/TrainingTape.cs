using System.Collections.Immutable;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// The harness's account of a training: what was trained and evaluated, and how long that took on a clock that it moves itself. It comes
/// before the monitors in the callbacks and uses no counts of theirs or of the trainer: it sees each micro-batch begin and end, and a cycle
/// ends with an optimizer step that it sees. Time passes before each hook, and after the monitors', so each of them has its own time.
/// </summary>
/// <param name="clock">The clock to move.</param>
/// <param name="plan">The training.</param>
/// <param name="from">The checkpoint that it continues from, if any.</param>
/// <param name="isOnDevice">Whether monitors time a device. What the host does after a hook is then no time of the device's.</param>
internal sealed class TrainingTape(VirtualClock clock, VerificationPlan plan, TapedMoment? from, bool isOnDevice) : Callback<Batch>
{
    private readonly List<TapedEnd> _cycles = [.. from?.Cycles ?? []];
    private readonly List<TapedPass> _passes = [.. from?.Passes ?? []];
    private TapedTotals _totals = from?.Totals ?? default;
    private TapedTotals _evaluated;
    private TapedPass? _pass;
    private Happening _happened;
    private bool _trains;
    private bool _paused;
    private bool _stepped;
    private bool _isStepping;
    private ImmutableArray<long> _phases = [.. new long[Enum.GetValues<TimePhase>().Length]];
    private int _epochs = from is null ? 0 : from.Epochs - 1;
    private int _position;
    private long _events;

    /// <summary>Ends of training cycles, in order; those before a checkpoint too.</summary>
    public IReadOnlyList<TapedEnd> Cycles => _cycles;

    /// <summary>Each pass over other data, without the sanity check; those before a checkpoint too.</summary>
    public IReadOnlyList<TapedPass> Passes => _passes;

    /// <summary>The checkpoint that it continues from, if any.</summary>
    public TapedMoment? From => from;

    /// <summary>Epochs of this training that have ended.</summary>
    public int WholeEpochs => _epochs - 1;

    /// <summary>What was trained until the latest micro-batch ended.</summary>
    public TapedTotals UntilLatestBatch { get; private set; }

    /// <summary>Units of the clock when training began, by <see cref="TimePhase"/>.</summary>
    public ImmutableArray<long> StartPhases { get; private set; }

    /// <summary>The same when training ended.</summary>
    public ImmutableArray<long> EndPhases { get; private set; }

    /// <summary>The latest checkpoint.</summary>
    public TapedMoment? Saved { get; private set; }

    /// <summary>
    /// Comes after the monitors in the callbacks: slow work between two micro-batches, and at a validation or an epoch's end.
    /// </summary>
    public Callback<Batch> Aftermath => new AftermathOf(this);

    /// <summary>What was evaluated of a stage.</summary>
    public TapedTotals Evaluated(Stage stage) =>
        _passes.Where(pass => pass.Stage == stage).Aggregate(default(TapedTotals), (sum, pass) => sum + pass.Ends[^1].Totals);

    /// <summary>The data source begins an epoch of training.</summary>
    public void BeginEpoch()
    {
        if (_pass is null)
            _happened |= _epochs++ > 0 ? Happening.EpochEnd : 0;
    }

    /// <summary>The data source makes training, or the evaluation, wait.</summary>
    public void Wait()
    {
        Disturb();
        // What a resumed training's data source skips is waited for by no micro-batch.
        Spend(3 + Unequal(11), _paused ? TimePhase.Other : TimePhase.DataWait);
    }

    /// <summary>The model does its work.</summary>
    public void Compute() => Spend(6 + Unequal(43), TimePhase.ForwardBackward);

    /// <summary>The optimizer does its work, if this is a step.</summary>
    public void StepOptimizer()
    {
        if (_isStepping)
            Spend(4 + Unequal(19), TimePhase.Optimizer);
    }

    /// <summary>Nothing happens for a while.</summary>
    public void Idle() => Spend(41 + Unequal(7), TimePhase.Other);

    public override void OnTrainStart(TrainerState state) => (_trains, StartPhases) = (true, _phases);

    public override void OnTrainEnd(TrainerState state) => (_trains, EndPhases) = (false, _phases);

    public override void OnTrainBatchStart(TrainerState state, Batch batch)
    {
        Spend(20 + Unequal(83));
        _totals = _totals.With(batch);
        _position++;
    }

    public override void OnAfterBackward(TrainerState state) => Spend(5 + Unequal(31));

    public override void OnBeforeOptimizerStep(TrainerState state)
    {
        Spend(10 + Unequal(61));
        _totals += new TapedTotals { Steps = 1 };
        if (_position < plan.Accumulate)
            _happened |= Happening.ShortCycle;
        (_stepped, _isStepping) = (true, true);
    }

    public override void OnAfterOptimizerStep(TrainerState state)
    {
        _isStepping = false;
        Spend(8 + Unequal(37));
    }

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        Spend(4 + Unequal(13));
        EndBatch();
    }

    public override void OnLateCycleEnd(TrainerState state)
    {
        Spend(6 + Unequal(9));
        EndBatch();
    }

    public override void OnTrainPause(TrainerState state) => _paused = true;

    // Training's clock already stands still before the monitor's hook is called.
    public override void OnTrainResume(TrainerState state)
    {
        Pass(151);
        _paused = false;
    }

    public override string? SaveState(TrainerState state)
    {
        Saved = new TapedMoment(_totals, UntilLatestBatch, [.. _cycles], [.. _passes], _epochs);
        return null;
    }

    public override void OnEvaluationStart(TrainerState state)
    {
        // Another trainer pauses nothing: until the monitors learn of its evaluation, the time is training's.
        if (_trains && !_paused)
            Spend(503);
        else
            Pass(150_001, TimePhase.Validation); // more than a second: a device's times are then taken from a later event
        (_pass, _evaluated) = (new TapedPass(state.Stage, _trains ? _epochs - 1 : plan.WholeEpochs, []), default);
        if (state.IsSanityCheck)
            return;
        _passes.Add(_pass);
        _happened |= Happening.Validation;
    }

    public override void OnEvaluationBatchStart(TrainerState state, Batch batch) => Spend(7 + Unequal(29));

    public override void OnEvaluationBatchEnd(TrainerState state, Batch batch, torch.Tensor output)
    {
        Spend(5 + Unequal(19));
        _evaluated = _evaluated.With(batch) + new TapedTotals { Steps = 1 };
        _pass!.Ends.Add(new TapedEnd(_evaluated, _phases, Happening.None, _pass.Epoch));
    }

    private void EndBatch()
    {
        UntilLatestBatch = _totals;
        if (!_stepped)
            return;
        _cycles.Add(new TapedEnd(_totals, _phases, _happened, _epochs - 1));
        (_position, _happened, _stepped) = (0, Happening.None, false);
    }

    // A different number of units each time.
    private long Unequal(int below) => 7919 * ++_events % below;

    // What a resumed training's data source skips takes time, but not training's.
    private void Spend(long units, TimePhase phase = TimePhase.Callbacks)
    {
        Pass(units, _pass is null ? phase : TimePhase.Validation);
        var spent = new TapedTotals { Units = units };
        if (_pass is not null)
            _evaluated += spent;
        else if (!_paused)
            _totals += spent;
    }

    // Time passes, whether it is training's or not.
    private void Pass(long units, TimePhase phase = TimePhase.Callbacks)
    {
        clock.Advance(units);
        _phases = _phases.SetItem((int)phase, _phases[(int)phase] + units);
    }

    private void SpendAfterwards()
    {
        if (!isOnDevice)
            Spend(2 + Unequal(17));
    }

    // Work for the monitor's runtime figures to count: memory at each micro-batch, and an occasional collection.
    private void Disturb()
    {
        for (int i = 0; i < RuntimeReading.ArraysPerBatch; i++)
            GC.KeepAlive(new byte[RuntimeReading.BytesPerArray]);
        if (_events % RuntimeReading.EventsPerCollection == 0)
            GC.Collect(0);
    }

    private sealed class AftermathOf(TrainingTape tape) : Callback<Batch>
    {
        public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss) => tape.SpendAfterwards();

        public override void OnLateCycleEnd(TrainerState state) => tape.SpendAfterwards();

        public override void OnTrainPause(TrainerState state) => tape.Pass(97);

        public override void OnEvaluationBatchEnd(TrainerState state, Batch batch, torch.Tensor output) => tape.SpendAfterwards();

        public override void OnEvaluationEnd(TrainerState state)
        {
            tape.Pass(701, TimePhase.Validation);
            tape._pass = null;
        }

        public override void OnTrainEpochEnd(TrainerState state) => tape.Pass(907);
    }
}
