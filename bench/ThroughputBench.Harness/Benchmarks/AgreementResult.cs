using ThroughputBench.Records;

namespace ThroughputBench.Benchmarks;

/// <summary>Reported rates against independent ones.</summary>
/// <param name="LogErrors">For each log, reported / independent − 1, in the order of the logs.</param>
/// <param name="ReportedSamplesPerSecond">The whole run by the monitor.</param>
/// <param name="IndependentSamplesPerSecond">The whole run by the harness's clock.</param>
internal sealed record AgreementResult(double[] LogErrors, double ReportedSamplesPerSecond, double IndependentSamplesPerSecond)
{
    /// <summary>W of the monitor.</summary>
    public required int WindowSteps { get; init; }

    /// <summary>
    /// Logs whose window has left the start of training and makes a difference: its rate differs from that of the totals, and from those of
    /// a window one step wider or narrower, by more than <see cref="AgreementLimits.Median"/>.
    /// </summary>
    public required int MovedLogs { get; init; }

    /// <summary>Optimizer steps that were trained.</summary>
    public required long Steps { get; init; }

    /// <summary>
    /// The whole run by the host's clock around it: until the device is idle, or on the CPU until the next micro-batch is requested.
    /// </summary>
    public required double HostSamplesPerSecond { get; init; }

    /// <summary>Reported / independent − 1 over the whole run.</summary>
    public double RunError => ReportedSamplesPerSecond / IndependentSamplesPerSecond - 1;

    /// <summary>Reported / that of the host's clock − 1 over the whole run.</summary>
    public double HostRunError => ReportedSamplesPerSecond / HostSamplesPerSecond - 1;
}
