namespace ThroughputBench.Benchmarks;

/// <summary>Reported rates against independent ones.</summary>
/// <param name="LogErrors">For each log, reported / independent − 1, in the order of the logs.</param>
/// <param name="ReportedSamplesPerSecond">The whole run as the monitor has it.</param>
/// <param name="IndependentSamplesPerSecond">The whole run as the harness's clock has it.</param>
internal sealed record AgreementResult(double[] LogErrors, double ReportedSamplesPerSecond, double IndependentSamplesPerSecond)
{
    /// <summary>Reported / independent − 1 over the whole run.</summary>
    public double RunError => ReportedSamplesPerSecond / IndependentSamplesPerSecond - 1;
}
