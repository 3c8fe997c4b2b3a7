using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>The validations that belong to a fit: when they are due, and the check before training.</summary>
/// <param name="state">The trainer's state.</param>
/// <param name="pass">Runs over validation data.</param>
/// <param name="data">The validation data; <see langword="null"/> for none, and then nothing is ever due.</param>
internal sealed class FitValidation<TBatch>(TrainerState state, EvaluationPass<TBatch> pass, IEnumerable<TBatch>? data)
{
    private readonly TrainerOptions _options = state.Options;
    /// <summary>Micro-batches trained at the latest validation.</summary>
    public long ValidatedAt { get; set; }

    /// <summary>Whether a validation inside an epoch is due at this end of a cycle.</summary>
    public bool IsDueInEpoch =>
        data is not null && _options.ValidateEveryBatches is { } every && state.Batches / every > ValidatedAt / every;

    /// <summary>Whether a validation is due at the end of this epoch.</summary>
    public bool IsDueAtEpochEnd =>
        data is not null && _options.ValidateEveryBatches is null && (state.Epoch + 1) % _options.ValidateEveryEpochs == 0;

    /// <summary>Validates a few batches before training, to find mistakes early.</summary>
    public void CheckSanity()
    {
        if (_options.SanityValidationBatches == 0)
            return;
        state.IsSanityCheck = true;
        Run(_options.SanityValidationBatches);
        state.IsSanityCheck = false;
    }

    /// <summary>Validates.</summary>
    public void Run()
    {
        ValidatedAt = state.Batches;
        Run(limit: null);
    }

    private void Run(long? limit)
    {
        if (data is null)
            return;
        state.Ledger?.Enter(TimePhase.Validation);
        pass.Run(Stage.Validate, data, limit);
    }
}
