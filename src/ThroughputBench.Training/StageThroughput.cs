using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>One stage's meter, and the metrics that it is logged as.</summary>
internal sealed class StageThroughput(Stage stage, ThroughputMeter meter)
{
    private ThroughputMetrics.Choice? _choice;
    private ThroughputMetrics? _metrics;

    public ThroughputMeter Meter => meter;

    /// <summary>Batches in the run at the latest log; 0 before the first.</summary>
    public long LoggedBatches { get; private set; }

    public void Start(TrainerState state, ThroughputMetrics.Choice choice, TimeProvider time)
    {
        Choose(choice);
        LoggedBatches = 0;
        _metrics!.Begin(state);
        meter.Start(time.GetTimestamp());
    }

    /// <summary>The stage turned out to have no FLOPs: its metrics are those of a stage without.</summary>
    public void LeaveFlopsOut(TrainerState state)
    {
        Choose(_choice! with { Flops = false, Peak = null });
        _metrics!.Begin(state);
    }

    public void Log(TrainerState state)
    {
        LoggedBatches = meter.Totals.Batches;
        if (state.HasLoggers)
            _metrics!.Log(state, StepOf(state), meter);
    }

    // As in Lightning: training's steps are numbered from 0; of an evaluation, all batches so far are counted, so that no step comes twice.
    private long StepOf(TrainerState state) => stage == Stage.Train ? state.Steps - 1 : meter.Save().Batches;

    // Metrics of the same choice keep their names: loggers recognise the instance.
    private void Choose(ThroughputMetrics.Choice choice)
    {
        if (choice != _choice)
            (_choice, _metrics) = (choice, new ThroughputMetrics(stage, choice));
    }
}
