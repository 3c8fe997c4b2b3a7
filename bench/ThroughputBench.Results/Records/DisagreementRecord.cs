namespace ThroughputBench.Records;

/// <summary>A figure that the monitor got wrong in a training with known right values.</summary>
internal sealed record DisagreementRecord
{
    /// <summary>The figure's name, with its stage: for example <c>train/device/samples_per_sec</c>.</summary>
    public required string Figure { get; init; }

    /// <summary>What the training went through since the log before: for example <c>after a short cycle</c>.</summary>
    public required string Situation { get; init; }

    /// <summary>Which log of its stage, from 1; 0 for a figure outside a log.</summary>
    public required int Log { get; init; }

    /// <summary>The monitor's value; <see langword="null"/> if there was none, or not a number.</summary>
    public double? Reported { get; init; }

    /// <summary>The right value; <see langword="null"/> if there is none.</summary>
    public double? Right { get; init; }
}
