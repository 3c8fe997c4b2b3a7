namespace ThroughputBench.Records;

/// <summary>A figure that the monitor had wrong in a training in which the harness knew what was right.</summary>
internal sealed record DisagreementRecord
{
    /// <summary>The figure's name, with its stage: for example <c>train/device/samples_per_sec</c>.</summary>
    public required string Figure { get; init; }

    /// <summary>What the training had come through since the log before: for example <c>after a short cycle</c>.</summary>
    public required string Situation { get; init; }

    /// <summary>Which log of its stage, from 1; 0 for a figure that is no log's.</summary>
    public required int Log { get; init; }

    /// <summary>What the monitor said; <see langword="null"/> if it said nothing, or no number.</summary>
    public double? Reported { get; init; }

    /// <summary>What was right; <see langword="null"/> if there was nothing to say.</summary>
    public double? Right { get; init; }
}
