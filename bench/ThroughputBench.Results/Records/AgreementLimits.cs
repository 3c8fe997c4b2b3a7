namespace ThroughputBench.Records;

/// <summary>How far reported rates may be from independent ones, as fractions.</summary>
internal static class AgreementLimits
{
    /// <summary>Over the whole run.</summary>
    public const double Run = 0.0005;

    /// <summary>
    /// Over the whole run, against the host's clock around it: its time includes queueing the first work and learning of the end of the
    /// last; the device's time does not.
    /// </summary>
    public const double HostRun = 0.005;

    /// <summary>Median over the logs.</summary>
    public const double Median = 0.0005;

    /// <summary>95th percentile over the logs: between two clock reads the system may take the processor away.</summary>
    public const double P95 = 0.005;
}
