using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Progress;

/// <summary>What a <see cref="ProgressBar{TBatch}"/> shows and where. Checked when the bar is created.</summary>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed record ProgressBarOptions<TBatch>
{
    /// <summary>
    /// The source of the rates: the monitor's window. Items/s, FLOP/s and MFU are shown if it counts them. <see langword="null"/>: the bar
    /// counts samples itself and shows the rate of the last seconds.
    /// </summary>
    public ThroughputMonitor<TBatch>? Monitor { get; init; }

    /// <summary>
    /// Samples in a batch, for the bar's own count; by default the first dimension of its first tensor, and if there is none, batches are
    /// counted.
    /// </summary>
    public Func<TBatch, long>? SamplesOf { get; init; }

    /// <summary>What the monitor's items are called: <c>tokens</c>, for instance. Not empty. Default <c>items</c>.</summary>
    public string ItemName { get; init; } = "items";

    /// <summary>
    /// Micro-batches in an epoch, for its progress and the time left; at least 1. <see langword="null"/>: known at once if the data are a
    /// collection or from <see cref="TrainerOptions.MaxBatchesPerEpoch"/>, else from the end of the first epoch on.
    /// </summary>
    public long? BatchesPerEpoch { get; init; }

    /// <summary>
    /// Time after which training will be cancelled, for the time left; above zero. <see langword="null"/>: it will not be.
    /// </summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>The output for the bar. <see langword="null"/>: standard error.</summary>
    public TextWriter? Writer { get; init; }

    /// <summary>
    /// Whether one line is drawn again and again, or a new line is written now and then. <see langword="null"/>: redrawn if the writer
    /// is a terminal that can (<c>TERM</c> is not <c>dumb</c>) and <c>NO_COLOR</c> is not set.
    /// </summary>
    public bool? Redraw { get; init; }

    /// <summary>Time between two lines if none is redrawn; from 100 ms to a day. Default 10 s.</summary>
    public TimeSpan LineEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Columns of the terminal; at least 20. <see langword="null"/>: the console is asked.</summary>
    public int? Columns { get; init; }

    internal void Validate()
    {
        if (BatchesPerEpoch < 1)
        {
            throw Refusal.OutOfRange(
                nameof(BatchesPerEpoch),
                BatchesPerEpoch,
                $"{nameof(BatchesPerEpoch)} must be at least 1, not {BatchesPerEpoch}."
            );
        }

        if (string.IsNullOrWhiteSpace(ItemName))
            throw Refusal.Wrong($"{nameof(ItemName)} must not be empty.", nameof(ItemName));
        if (MaxTime <= TimeSpan.Zero)
            throw Refusal.OutOfRange(nameof(MaxTime), MaxTime, $"{nameof(MaxTime)} must be above zero, not {MaxTime}.");
        if (LineEvery < TimeSpan.FromMilliseconds(100) || LineEvery > TimeSpan.FromDays(1))
            throw Refusal.OutOfRange(nameof(LineEvery), LineEvery, $"{nameof(LineEvery)} must be from 100 ms to a day, not {LineEvery}.");
        if (Columns < 20)
            throw Refusal.OutOfRange(nameof(Columns), Columns, $"{nameof(Columns)} must be at least 20, not {Columns}.");
    }
}
