using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Training;

/// <summary>The stages that a monitor counts. Each gets its meter when it is first asked for.</summary>
internal sealed class MonitoredStages(Func<Stage, ThroughputMeter> newMeter)
{
    private readonly StageThroughput?[] _stages = new StageThroughput?[Enum.GetValues<Stage>().Length];

    public StageThroughput this[Stage stage] => _stages[(int)stage] ??= new StageThroughput(stage, newMeter(stage));

    /// <summary>Totals and rates of a stage as they stand.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public ThroughputSnapshot Read(Stage stage)
    {
        if (!Enum.IsDefined(stage))
        {
            throw Refusal.OutOfRange(
                nameof(stage),
                stage,
                $"A stage must be one of {string.Join(", ", Enum.GetNames<Stage>())}, not {(int)stage}."
            );
        }
        return _stages[(int)stage]?.Meter.Read() ?? default;
    }

    /// <summary>What was counted in each stage's lifetime; waits for what a device has not done yet.</summary>
    /// <exception cref="CudaException">The device does the work, and failed.</exception>
    public ThroughputMonitorState Save(int epochs)
    {
        foreach (StageThroughput? stage in _stages)
            stage?.Timing?.Settle();
        return new ThroughputMonitorState(Of(Stage.Train), Of(Stage.Validate), Of(Stage.Test), Of(Stage.Predict), epochs);

        ThroughputState Of(Stage stage) => _stages[(int)stage]?.Meter.Save() ?? default;
    }

    /// <summary>Continues the lifetimes that a state holds.</summary>
    public void Load(ThroughputMonitorState state)
    {
        foreach (Stage stage in Enum.GetValues<Stage>())
            this[stage].Meter.Load(state.Of(stage));
    }

    /// <summary>A run is over: its resources on a device are released.</summary>
    public void End(TrainerState run)
    {
        foreach (StageThroughput? stage in _stages)
            stage?.End(run);
    }
}
