using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>How a <see cref="Trainer{TBatch}"/> trains. Checked when the trainer is created.</summary>
public sealed record TrainerOptions
{
    /// <summary>
    /// Micro-batches per optimizer step; a number or a schedule by epoch. Default 1. Lightning: <c>accumulate_grad_batches</c>.
    /// </summary>
    public AccumulationSchedule Accumulate { get; init; } = 1;

    /// <summary>How often callbacks that log do so. Default: every 50 batches. Lightning: <c>log_every_n_steps</c>.</summary>
    public LogInterval LogEvery { get; init; } = LogInterval.Batches(50);

    /// <summary>Optimizer steps after which training ends; at least 1, or <see langword="null"/> for no limit.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>
    /// Epochs after which training ends; at least 1, or <see langword="null"/> for no limit. Default 1000 if <see cref="MaxSteps"/> is
    /// not set either.
    /// </summary>
    public int? MaxEpochs { get; init; }

    /// <summary>
    /// Micro-batches after which an epoch ends even if the data source has more; at least 1. Lightning: <c>limit_train_batches</c>.
    /// </summary>
    public long? MaxBatchesPerEpoch { get; init; }

    /// <summary>Largest 2-norm of all gradients together; above 0, or <see langword="null"/> for no clipping.</summary>
    public double? ClipGradientNorm { get; init; }

    /// <summary>Largest absolute value of any one gradient element; above 0, or <see langword="null"/> for no clipping.</summary>
    public double? ClipGradientValue { get; init; }

    /// <summary>
    /// The device that training runs on: batches are moved there (<see cref="TrainingTask{TBatch}.MoveToDevice"/>). The module must be
    /// there when <c>Fit</c> begins, and its optimizer must have been created after it was moved, because a move replaces the parameters.
    /// An evaluation moves the module. A device without an index is any of its type. <see langword="null"/> moves nothing.
    /// </summary>
    public torch.Device? Device { get; init; }

    /// <summary>Epochs between two validations; at least 1. Default 1. Lightning: <c>check_val_every_n_epoch</c>.</summary>
    public int ValidateEveryEpochs { get; init; } = 1;

    /// <summary>
    /// Micro-batches between two validations inside an epoch; at least 1, or <see langword="null"/> to validate at the end of epochs only.
    /// A validation that would fall inside a cycle waits for the cycle's end. Lightning: <c>val_check_interval</c>.
    /// </summary>
    public long? ValidateEveryBatches { get; init; }

    /// <summary>
    /// Validation batches that are run before training to find mistakes early; at least 0. Default 2. Lightning:
    /// <c>num_sanity_val_steps</c>.
    /// </summary>
    public int SanityValidationBatches { get; init; } = 2;

    /// <summary>
    /// Whether <c>Fit</c> keeps a time ledger (<see cref="FitRun{TBatch}.ReadLedger"/>, <see cref="TrainerState.ReadLedger"/>). It costs
    /// some ten timestamps per micro-batch, and nothing when off. Default off.
    /// </summary>
    public bool KeepLedger { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Accumulate);
        AtLeastOne(MaxSteps, nameof(MaxSteps));
        AtLeastOne(MaxEpochs, nameof(MaxEpochs));
        AtLeastOne(MaxBatchesPerEpoch, nameof(MaxBatchesPerEpoch));
        AtLeastOne(ValidateEveryEpochs, nameof(ValidateEveryEpochs));
        AtLeastOne(ValidateEveryBatches, nameof(ValidateEveryBatches));
        AboveZero(ClipGradientNorm, nameof(ClipGradientNorm));
        AboveZero(ClipGradientValue, nameof(ClipGradientValue));
        if (ClipGradientNorm is not null && ClipGradientValue is not null)
        {
            throw Refusal.Wrong(
                $"Set {nameof(ClipGradientNorm)} ({ClipGradientNorm}) or {nameof(ClipGradientValue)} ({ClipGradientValue}), not both."
            );
        }

        if (SanityValidationBatches < 0)
        {
            throw Refusal.OutOfRange(
                nameof(SanityValidationBatches),
                SanityValidationBatches,
                $"{nameof(SanityValidationBatches)} must not be negative: {SanityValidationBatches}."
            );
        }
    }

    private static void AtLeastOne(long? value, string name)
    {
        if (value < 1)
            throw Refusal.OutOfRange(name, value, $"{name} must be at least 1, not {value}.");
    }

    private static void AboveZero(double? value, string name)
    {
        if (value is { } number && !(number > 0 && double.IsFinite(number)))
            throw Refusal.OutOfRange(name, value, $"{name} must be a finite number above 0, not {number}.");
    }
}
