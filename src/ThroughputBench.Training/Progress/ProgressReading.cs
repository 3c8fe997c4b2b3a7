namespace ThroughputBench.Training.Progress;

/// <summary>Training's progress at one moment, as a progress line shows it.</summary>
internal readonly record struct ProgressReading
{
    /// <summary>What happens beside training, "validating" for instance; <see langword="null"/> while it trains.</summary>
    public string? Pass { get; init; }

    /// <summary>Batches of the pass that are done.</summary>
    public long PassBatches { get; init; }

    /// <summary>Whether there is training to show, not only a pass over validation, test or prediction data.</summary>
    public bool Trains { get; init; }

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; init; }

    public int? MaxEpochs { get; init; }

    /// <summary>Micro-batches done of the epoch.</summary>
    public long EpochBatches { get; init; }

    /// <summary>Micro-batches in an epoch; <see langword="null"/> if that is not known.</summary>
    public long? BatchesPerEpoch { get; init; }

    /// <summary>Optimizer steps done.</summary>
    public long Steps { get; init; }

    public long? MaxSteps { get; init; }

    /// <summary>What is done of the whole, from 0 to 1; NaN if the whole is not known.</summary>
    public double Fraction { get; init; }

    /// <summary>The loss of a recent micro-batch; <see langword="null"/> if there is none.</summary>
    public double? Loss { get; init; }

    /// <summary>Samples (or batches, as <see cref="SampleName"/> says) per second; NaN if it is not known yet.</summary>
    public double SampleRate { get; init; }

    public string SampleName { get; init; }

    /// <summary>Items per second; NaN if it is not known.</summary>
    public double ItemRate { get; init; }

    public string ItemName { get; init; }

    /// <summary>Floating-point operations per second; NaN if it is not known.</summary>
    public double FlopRate { get; init; }

    /// <summary>MFU, from 0 to 1; NaN if it is not known, or impossible.</summary>
    public double Utilization { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Time left; <see langword="null"/> if it is unknown.</summary>
    public TimeSpan? Left { get; init; }
}
