namespace ThroughputBench.Records;

/// <summary>How far reported rates may be from independent ones, as fractions.</summary>
internal static class AgreementLimits
{
    /// <summary>Over the whole run.</summary>
    public const double Run = 0.0005;

    /// <summary>Over the whole run, against the host's clock around it: what the host needs to ask for the first work, and to hear of the last, is in its time and not in the device's.</summary>
    public const double HostRun = 0.005;

    /// <summary>Median over the logs.</summary>
    public const double Median = 0.0005;

    /// <summary>95th percentile over the logs: between two clock reads the system may take the processor away.</summary>
    public const double P95 = 0.005;
}
