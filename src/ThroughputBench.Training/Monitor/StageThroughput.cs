using System.Runtime.CompilerServices;
using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Training;

/// <summary>One stage's meter, and the metrics that it is logged as.</summary>
internal sealed class StageThroughput(Stage stage, ThroughputMeter meter)
{
    private ThroughputMetrics.Choice? _choice;
    private ThroughputMetrics? _metrics;
    private TrainerState? _run;

    public ThroughputMeter Meter => meter;

    /// <summary>What feeds the meter where a device does the work; <see langword="null"/> on the CPU, where the monitor does.</summary>
    public StageTiming? Timing { get; private set; }

    /// <summary>Batches counted in the run, those included whose time is not known yet.</summary>
    public long Batches => meter.Totals.Batches + (Timing?.Pending ?? 0);

    /// <summary>Batches in the run that the latest log told of; 0 before the first.</summary>
    public long LoggedBatches { get; private set; }

    /// <param name="state">Where the trainer stands.</param>
    /// <param name="choice">What is logged.</param>
    /// <param name="time">The host's clock.</param>
    /// <param name="timing">What feeds the meter; <see langword="null"/> on the CPU.</param>
    public void Start(TrainerState state, ThroughputMetrics.Choice choice, TimeProvider time, StageTiming? timing)
    {
        Choose(choice);
        LoggedBatches = 0;
        _metrics!.Begin(state);
        (_run, Timing) = (state, timing);
        if (timing is null)
            meter.Start(time.GetTimestamp());
        else
            timing.Start();
    }

    /// <summary>A run is over: whatever it has of the device's is given back.</summary>
    public void End(TrainerState run)
    {
        if (run != _run)
            return;
        Timing?.End();
        (_run, Timing) = (null, null);
    }

    /// <summary>The stage turned out to have no FLOPs: its metrics are those of a stage without.</summary>
    public void LeaveFlopsOut(TrainerState state)
    {
        Choose(_choice! with { Flops = false, Peak = null });
        _metrics!.Begin(state);
    }

    /// <param name="state">Where the trainer stands.</param>
    /// <param name="now">By the clock of the run's wait for data; <see langword="null"/> where it was not read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Log(TrainerState state, long? now)
    {
        Timing?.TakeIn();
        LoggedBatches = meter.Totals.Batches;
        if (state.HasLoggers)
            _metrics!.Log(state, StepOf(state), meter, Timing is null ? null : TimedStep(), now);
    }

    // As in Lightning: training's steps are numbered from 0; of an evaluation, all batches so far are counted, so that no step comes twice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long StepOf(TrainerState state) => stage == Stage.Train ? state.Steps - 1 : meter.Save().Batches + (Timing?.Pending ?? 0);

    // The step, numbered likewise, at whose end the meter stands; none before the first.
    private long? TimedStep()
    {
        if (meter.Totals.Steps == 0)
            return null;
        return stage == Stage.Train ? meter.Totals.Steps - 1 : meter.Save().Batches;
    }

    // Metrics of the same choice keep their names: loggers recognise the instance.
    private void Choose(ThroughputMetrics.Choice choice)
    {
        if (choice != _choice)
            (_choice, _metrics) = (choice, new ThroughputMetrics(stage, choice));
    }
}
