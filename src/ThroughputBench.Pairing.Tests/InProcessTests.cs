using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class InProcessTests(InProcessRun run) : BenchmarkDotNetTests(run), IClassFixture<InProcessRun>;
