using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training;

/// <summary>A logger failed and was left out.</summary>
/// <param name="logger">The logger.</param>
/// <param name="exception">What it threw.</param>
public sealed class LoggerFailedEventArgs(IMetricLogger logger, Exception exception) : EventArgs
{
    /// <summary>The logger that failed.</summary>
    public IMetricLogger Logger { get; } = logger;

    /// <summary>What it threw.</summary>
    public Exception Exception { get; } = exception;
}
