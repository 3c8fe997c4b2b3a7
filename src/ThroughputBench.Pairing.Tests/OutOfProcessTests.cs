using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class OutOfProcessTests(OutOfProcessRun run) : BenchmarkDotNetTests(run), IClassFixture<OutOfProcessRun>
{
    [Fact]
    public void Environment_variables_reach_the_child_processes_only()
    {
        Assert.Contains($"// {BusyLoops.Variable} is set", run.Log, StringComparison.Ordinal);
        Assert.Null(Environment.GetEnvironmentVariable(BusyLoops.Variable));
    }
}
