using Microsoft.Extensions.Time.Testing;

namespace ThroughputBench.Pairing.Tests;

/// <summary>Two sides that take their time from a fake clock and remember how they were called.</summary>
internal sealed class FakeSides(FakeTimeProvider clock, PairedPlan plan) : IPaired
{
    private readonly int[] _operations = new int[2];

    public List<(Side Side, int Operations)> Calls { get; } = [];

    public PairedPlan Plan { get; } = plan;

    /// <summary>What an operation of the control takes.</summary>
    public TimeSpan ControlOperation { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>What an operation of the candidate takes.</summary>
    public TimeSpan CandidateOperation { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>By how much each operation, on either side, makes the next ones slower.</summary>
    public TimeSpan Drift { get; set; }

    /// <summary>The extra time of an operation, by its side and its number among the operations of that side, from 0.</summary>
    public Func<Side, int, TimeSpan> Besides { get; set; } = (_, _) => TimeSpan.Zero;

    public void RunControl(int operations) => Run(Side.Control, operations, ControlOperation);

    public void RunCandidate(int operations) => Run(Side.Candidate, operations, CandidateOperation);

    private void Run(Side side, int operations, TimeSpan operation)
    {
        Calls.Add((side, operations));
        for (int i = 0; i < operations; i++)
        {
            clock.Advance(operation + Besides(side, _operations[(int)side]++));
            (ControlOperation, CandidateOperation, operation) = (ControlOperation + Drift, CandidateOperation + Drift, operation + Drift);
        }
    }
}
