using BenchmarkDotNet.Reports;

namespace ThroughputBench.Pairing;

/// <summary>What a run measured, as it hands it to the engine.</summary>
/// <param name="Launch">The blocks.</param>
/// <param name="ExpectedPair">What a pair was expected to take, by the warm-up.</param>
internal sealed record PairedMeasurement(PairedLaunch Launch, TimeSpan ExpectedPair)
{
    /// <summary>Writes the launch's file, and says as measurements of BenchmarkDotNet which it is.</summary>
    public Measurement[] ToLines() => MeasurementLines.Write(Launch, LaunchFile.Write(Launch));
}
