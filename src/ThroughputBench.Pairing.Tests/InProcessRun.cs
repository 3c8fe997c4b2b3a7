namespace ThroughputBench.Pairing.Tests;

/// <summary>The run inside the test's own process, with two launches and the memory diagnoser looking on.</summary>
public sealed class InProcessRun() : BenchmarkDotNetRun(PairedJob.InProcess(launches: 2), loadsMemoryDiagnoser: true);
