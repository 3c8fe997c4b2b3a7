using System.Runtime.CompilerServices;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Training;

/// <summary>One stage's meter and its metrics.</summary>
internal sealed class StageThroughput(Stage stage, ThroughputMeter meter)
{
    private ThroughputMetrics.Choice? _choice;
    private ThroughputMetrics? _metrics;
    private TrainerState? _run;

    /// <summary>Steps that the trainer had counted when the stage began, and that <see cref="Before"/> holds too.</summary>
    private long _stepsAtStart;

    /// <summary>Batches in the run as of the latest log; 0 before the first.</summary>
    private long _loggedBatches;

    public ThroughputMeter Meter => meter;

    /// <summary>What feeds the meter if a device does the work; <see langword="null"/> on the CPU: there the monitor does.</summary>
    public StageTiming? Timing { get; private set; }

    /// <summary>Batches counted in the run, including those whose time is not known yet.</summary>
    public long Batches => meter.Totals.Batches + (Timing?.Pending ?? 0);

    /// <summary>What was counted before this run of the stage.</summary>
    public ThroughputState Before { get; private set; }

    /// <summary>Batches in the run as of the latest log.</summary>
    public long LoggedBatches => _loggedBatches;

    /// <summary>Whether a cycle with a known time has ended since the one in the latest log.</summary>
    public bool HasMoreToLog => meter.TotalsAtCycleEnd.Batches > _loggedBatches;

    /// <param name="state">The trainer's state.</param>
    /// <param name="choice">What is logged.</param>
    /// <param name="time">The host's clock.</param>
    /// <param name="timing">What feeds the meter; <see langword="null"/> on the CPU.</param>
    public void Start(TrainerState state, ThroughputMetrics.Choice choice, TimeProvider time, StageTiming? timing)
    {
        Choose(choice, state);
        (_loggedBatches, _stepsAtStart) = (0, state.Steps);
        _metrics!.Begin(state);
        (_run, Timing) = (state, timing);
        if (timing is null)
            meter.Start(time.GetTimestamp());
        else
            timing.Start();
        Before = meter.Save();
    }

    /// <summary>Continues a run where a checkpoint was saved. The stage is then paused.</summary>
    public void Continue(TrainerState state, ThroughputMetrics.Choice choice, TimeProvider time, MeterRun run, long loggedBatches)
    {
        Choose(choice, state);
        (_loggedBatches, _stepsAtStart) = (loggedBatches, 0);
        _metrics!.Begin(state);
        (_run, Timing) = (state, null);
        meter.Continue(run, time.GetTimestamp());
        Before = run.Before;
    }

    /// <summary>Stops the stage's clock.</summary>
    public void Pause(TimeProvider time)
    {
        if (Timing is null)
            meter.Pause(time.GetTimestamp());
        else
            Timing.Pause();
    }

    /// <summary>Lets it go on.</summary>
    public void Resume(TimeProvider time)
    {
        if (Timing is null)
            meter.Resume(time.GetTimestamp());
        else
            Timing.Resume();
    }

    /// <summary>A run is over: its resources on the device are released.</summary>
    public void End(TrainerState run)
    {
        if (run != _run)
            return;
        Timing?.End();
        (_run, Timing) = (null, null);
    }

    /// <param name="state">The trainer's state.</param>
    /// <param name="epochsBefore">Epochs that were trained before this run.</param>
    /// <param name="now">The current time by the clock of the run's wait for data; <see langword="null"/> if it was not read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Log(TrainerState state, int epochsBefore, long? now)
    {
        Timing?.TakeIn();
        _loggedBatches = meter.TotalsAtCycleEnd.Batches;
        if (state.HasLoggers)
        {
            _metrics!.Log(
                state,
                StepOf(state),
                epochsBefore + (stage == Stage.Train ? state.SteppedEpoch : state.Epoch),
                meter,
                stage == Stage.Train ? Before : default,
                Timing is null ? null : TimedStep(),
                now
            );
        }
    }

    // As in Lightning: training's steps are numbered from 0; in an evaluation, all batches so far are counted, so that no step comes twice.
    // Both continue over all runs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long StepOf(TrainerState state) =>
        stage == Stage.Train ? Before.Steps + state.Steps - _stepsAtStart - 1 : Before.Batches + Batches;

    // The step, numbered likewise, at whose end the meter was last updated; none before the first.
    private long? TimedStep()
    {
        if (meter.Totals.Steps == 0)
            return null;
        return stage == Stage.Train ? Before.Steps + meter.Totals.Steps - 1 : Before.Batches + meter.Totals.Batches;
    }

    /// <summary>Says what is logged. Metrics of the same choice keep their names: loggers recognise the instance.</summary>
    /// <exception cref="ArgumentException">A logger would drop or change a name.</exception>
    public void Choose(ThroughputMetrics.Choice choice, TrainerState state)
    {
        if (choice != _choice)
            (_choice, _metrics) = (choice, new ThroughputMetrics(stage, choice));
        state.RequireLoggable(_metrics!.Names);
    }
}
