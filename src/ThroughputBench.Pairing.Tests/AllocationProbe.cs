namespace ThroughputBench.Pairing.Tests;

/// <summary>Two sides that watch what is allocated on their thread from the end of one call to the start of the next.</summary>
internal sealed class AllocationProbe : IPaired
{
    private long _before;

    public PairedPlan Plan { get; } = new() { WarmUp = TimeSpan.Zero, MaximumPairs = 50, MaximumRepetitions = 9, MaximumTime = TimeSpan.FromHours(1) };

    public int Calls { get; private set; }

    public long AllocatedBetweenCalls { get; private set; }

    public void RunControl(int operations) => Watch();

    public void RunCandidate(int operations) => Watch();

    public void Forget() => (Calls, AllocatedBetweenCalls) = (-2, 0);

    private void Watch()
    {
        long now = GC.GetAllocatedBytesForCurrentThread();
        // The first round after Forget comes before the pairs, when buffers are made.
        if (++Calls > 1)
            AllocatedBetweenCalls += now - _before;
        _before = now;
    }
}
