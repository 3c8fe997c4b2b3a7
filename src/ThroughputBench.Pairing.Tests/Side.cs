namespace ThroughputBench.Pairing.Tests;

internal enum Side
{
    Control,
    Candidate,
}
