using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// Reports micro-batches to a monitor as a trainer would, but trains nothing. Each step has one micro-batch, unless it says otherwise. It
/// keeps the notices, which a <see cref="HandLoop{TBatch}"/> prints.
/// </summary>
internal sealed class ReportedLoop : IDisposable
{
    private readonly ThroughputMonitor<BatchCounts> _monitor;
    private readonly List<string> _notices = [];
    private readonly MetricLog? _log;
    private readonly TrainerState _state;

    /// <param name="monitor">The monitor.</param>
    /// <param name="logger">Where it logs, if anywhere.</param>
    public ReportedLoop(ThroughputMonitor<BatchCounts> monitor, IMetricLogger? logger = null)
    {
        _monitor = monitor;
        _log = logger is null ? null : new MetricLog([logger], static (_, _) => { }, TimeProvider.System);
        _state = new TrainerState(new TrainerOptions(), _log, notice: _notices.Add) { BatchIndex = -1, EndsCycle = true };
        monitor.OnFitStart(_state);
        monitor.OnTrainStart(_state);
    }

    /// <summary>What the user was told.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>A micro-batch has ended.</summary>
    public void EndBatch(BatchCounts batch, bool endsCycle = true)
    {
        _state.BatchIndex++;
        _state.Batches++;
        _state.Steps += endsCycle ? 1 : 0;
        _state.EndsCycle = endsCycle;
        _monitor.OnTrainBatchEnd(_state, batch, null!);
    }

    /// <summary>Training's time stands still.</summary>
    public void Pause() => _monitor.OnTrainPause(_state);

    /// <summary>Training's time continues.</summary>
    public void Resume() => _monitor.OnTrainResume(_state);

    /// <summary>The run ends, and its logs are written.</summary>
    public void Dispose()
    {
        _monitor.OnTrainEnd(_state);
        _state.End();
        _log?.Dispose();
    }
}
