using Microsoft.Extensions.Time.Testing;

namespace ThroughputBench.Pairing.Tests;

/// <summary>Two sides that take their time from a fake clock and remember how they were called.</summary>
internal sealed class FakeSides(FakeTimeProvider clock, PairedPlan plan) : IPaired
{
    private readonly int[] _cycles = new int[2];

    public List<(Side Side, int Cycles)> Calls { get; } = [];

    public PairedPlan Plan { get; } = plan;

    /// <summary>What a cycle of the control takes.</summary>
    public TimeSpan ControlCycle { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>What a cycle of the candidate takes.</summary>
    public TimeSpan CandidateCycle { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>By how much each cycle, on either side, makes the next ones slower.</summary>
    public TimeSpan Drift { get; set; }

    /// <summary>What a cycle takes besides, by its side and its place in all the cycles of that side, from 0.</summary>
    public Func<Side, int, TimeSpan> Besides { get; set; } = (_, _) => TimeSpan.Zero;

    public void RunControl(int cycles) => Run(Side.Control, cycles, ControlCycle);

    public void RunCandidate(int cycles) => Run(Side.Candidate, cycles, CandidateCycle);

    private void Run(Side side, int cycles, TimeSpan cycle)
    {
        Calls.Add((side, cycles));
        for (int i = 0; i < cycles; i++)
        {
            clock.Advance(cycle + Besides(side, _cycles[(int)side]++));
            (ControlCycle, CandidateCycle, cycle) = (ControlCycle + Drift, CandidateCycle + Drift, cycle + Drift);
        }
    }
}
