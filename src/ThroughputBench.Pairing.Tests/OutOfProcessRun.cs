namespace ThroughputBench.Pairing.Tests;

/// <summary>The run in child processes, two launches for each case, with an environment variable that only they have.</summary>
public sealed class OutOfProcessRun()
    : BenchmarkDotNetRun(
        PairedJob.OutOfProcess(launches: 2, new Dictionary<string, string> { [BusyLoops.Variable] = "set" }),
        loadsMemoryDiagnoser: false
    );
