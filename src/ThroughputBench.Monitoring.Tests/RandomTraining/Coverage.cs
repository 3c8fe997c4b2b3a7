namespace ThroughputBench.Monitoring.Tests.RandomTraining;

/// <summary>How often each situation that a meter must handle occurred.</summary>
internal sealed class Coverage
{
    public int Logs { get; set; }

    public int FullWindows { get; set; }

    /// <summary>Of those, the ones of more than 100 steps.</summary>
    public int FullWideWindows { get; set; }

    public int ShortCycles { get; set; }

    public int ChangesOfAccumulation { get; set; }

    public int PausesAfterCycles { get; set; }

    public int PausesInsideCycles { get; set; }

    public int Resumptions { get; set; }

    public int Refusals { get; set; }
}
