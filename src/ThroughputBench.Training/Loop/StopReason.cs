namespace ThroughputBench.Training;

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>It has not ended: it can still be advanced.</summary>
    NotEnded,

    /// <summary><see cref="TrainerOptions.MaxSteps"/> was reached.</summary>
    MaxSteps,

    /// <summary><see cref="TrainerOptions.MaxEpochs"/> was reached.</summary>
    MaxEpochs,

    /// <summary>The data source gave no batch in an epoch.</summary>
    NoData,

    /// <summary>Cancellation was requested.</summary>
    Cancelled,

    /// <summary><see cref="TrainerState.RequestStop"/> was called.</summary>
    Requested,
}
