using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Pairing.Tests;

/// <summary>The candidate does exactly twice the control's work in each operation.</summary>
public class BusyLoops : IPaired
{
    internal const string Variable = "PAIRING_TESTS";

    private uint _state;

    public PairedPlan Plan { get; } = new()
    {
        BlockDuration = TimeSpan.FromMilliseconds(0.2),
        OperationsPerPeriod = 3,
        WarmUp = TimeSpan.FromMilliseconds(200),
        MaximumPairs = 100,
        MaximumTime = TimeSpan.FromMinutes(1), // a busy machine takes longer, and measures as many
    };

    [GlobalSetup]
    public void Setup()
    {
        _state = 1;
        Console.WriteLine($"// {Variable} is {Environment.GetEnvironmentVariable(Variable)}");
    }

    [Benchmark]
    public uint TwiceTheWork() => _state;

    public void RunControl(int operations) => Work(operations);

    public void RunCandidate(int operations) => Work(2 * operations);

    private void Work(int operations)
    {
        for (int i = 0; i < 1000 * operations; i++)
            _state = _state * 1664525 + 1013904223;
    }
}
