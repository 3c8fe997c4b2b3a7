using ThroughputBench.Benchmarks;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>What was measured of a cell beside its pairs.</summary>
internal sealed record CellFacts
{
    /// <summary>Whether the figures that the monitor logs are right; <see langword="null"/> if that was not reached.</summary>
    public VerificationRecord? Verification { get; init; }

    /// <summary>Whether training is the same with the monitor; <see langword="null"/> if that was not reached.</summary>
    public SameTrainingResult? SameTraining { get; init; }

    /// <summary>What the monitor reports beside an independent clock; <see langword="null"/> if that was not reached.</summary>
    public AgreementRecord? Agreement { get; init; }

    /// <summary>Why there is no <see cref="Agreement"/> though it was reached, in one sentence.</summary>
    public string? WhyNoAgreement { get; init; }

    /// <summary>How far the host runs ahead of the device; <see langword="null"/> on the CPU, or if that was not reached.</summary>
    public RunAheadRecord? RunAhead { get; init; }

    /// <summary>What went wrong, in one line; <see langword="null"/> if nothing did.</summary>
    public string? Failure { get; init; }
}
