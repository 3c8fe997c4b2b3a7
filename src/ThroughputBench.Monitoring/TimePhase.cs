namespace ThroughputBench.Monitoring;

/// <summary>What a training loop can be spending its time on.</summary>
public enum TimePhase
{
    /// <summary>Waiting for the next batch, and moving it to the device.</summary>
    DataWait,

    /// <summary>The forward and the backward pass.</summary>
    ForwardBackward,

    /// <summary>Gradient clipping and the optimizer's step.</summary>
    Optimizer,

    /// <summary>Validation with its whole tail.</summary>
    Validation,

    /// <summary>Callbacks, other than logging.</summary>
    Callbacks,

    /// <summary>Handing metrics to the loggers.</summary>
    Logging,

    /// <summary>Everything else.</summary>
    Other,
}
