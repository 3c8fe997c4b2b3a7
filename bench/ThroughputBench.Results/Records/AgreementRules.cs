namespace ThroughputBench.Records;

/// <summary>The rules that the figures of an agreement must satisfy.</summary>
internal static class AgreementRules
{
    /// <summary>
    /// How far a recorded ratio may be from that of the recorded rates: far less than any limit, and more than rounding causes.
    /// </summary>
    private const double Rounding = 1e-6;

    /// <summary>
    /// Whether all errors are within <see cref="AgreementLimits"/> and, if it was counted, most logs had a window that had moved.
    /// </summary>
    public static bool IsWithinLimits(this AgreementRecord agreement) =>
        Math.Abs(agreement.RunError) <= AgreementLimits.Run
        && Math.Abs(agreement.HostRunError ?? 0) <= AgreementLimits.HostRun
        && agreement.MedianError <= AgreementLimits.Median
        && agreement.P95Error <= AgreementLimits.P95
        && !(agreement.MovedLogs <= agreement.Logs / 2);

    /// <summary>The contradiction, or <see langword="null"/>.</summary>
    public static string? ObjectionTo(AgreementRecord agreement)
    {
        if (
            agreement is not { MedianError: >= 0, Logs: >= 1, ReportedSamplesPerSecond: >= 0, IndependentSamplesPerSecond: > 0 }
            || agreement.HostSamplesPerSecond is <= 0
            || agreement.MedianError > agreement.P95Error
            || agreement.P95Error > agreement.WorstError
        )
        {
            return "agreement contradicts itself: it needs 0 <= medianError <= p95Error <= worstError, at least one log, and rates above 0";
        }
        if (!IsRatio(agreement.RunError, agreement.ReportedSamplesPerSecond, agreement.IndependentSamplesPerSecond))
            return "agreement.runError is not what reportedSamplesPerSecond and independentSamplesPerSecond give";
        if (agreement.HostSamplesPerSecond is null != agreement.HostRunError is null)
            return "agreement has one of hostSamplesPerSecond and hostRunError without the other";
        if (
            agreement is { HostSamplesPerSecond: { } host, HostRunError: { } error }
            && !IsRatio(error, agreement.ReportedSamplesPerSecond, host)
        )
        {
            return "agreement.hostRunError is not what reportedSamplesPerSecond and hostSamplesPerSecond give";
        }

        return agreement.Agrees == agreement.IsWithinLimits()
            ? null
            : $"agreement.agrees is {(agreement.Agrees ? "true" : "false")}, though its errors and moved windows are "
                + $"{(agreement.Agrees ? "beyond" : "within")} the limits";
    }

    private static bool IsRatio(double error, double reported, double independent) =>
        Math.Abs(reported / independent - 1 - error) <= Rounding * Math.Max(1, Math.Abs(error));
}
