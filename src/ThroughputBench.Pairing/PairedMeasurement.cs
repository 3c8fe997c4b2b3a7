namespace ThroughputBench.Pairing;

/// <summary>What a run measured, as it hands it to the engine.</summary>
/// <param name="Launch">The blocks.</param>
/// <param name="ExpectedPair">What a pair was expected to take, by the warm-up.</param>
internal sealed record PairedMeasurement(PairedLaunch Launch, TimeSpan ExpectedPair);
