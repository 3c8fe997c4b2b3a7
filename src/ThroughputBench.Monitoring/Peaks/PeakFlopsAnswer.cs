using System.Diagnostics.CodeAnalysis;

namespace ThroughputBench.Monitoring.Peaks;

/// <summary>A chip's peak from the table, or the one reason why there is none. It is never a guess.</summary>
public sealed record PeakFlopsAnswer
{
    internal PeakFlopsAnswer(PeakFlops peak) => (Status, Peak) = (PeakFlopsStatus.Found, peak);

    internal PeakFlopsAnswer(PeakFlopsStatus status, string reason) => (Status, Reason) = (status, reason);

    /// <summary>The outcome of the look-up.</summary>
    public PeakFlopsStatus Status { get; }

    /// <summary>The peak; <see langword="null"/> if there is none.</summary>
    public PeakFlops? Peak { get; }

    /// <summary>One line that says why there is no peak and what can be done; <see langword="null"/> if there is one.</summary>
    public string? Reason { get; }

    /// <summary>Whether the peak is known.</summary>
    [MemberNotNullWhen(true, nameof(Peak))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsFound => Peak is not null;
}
