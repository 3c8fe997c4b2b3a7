using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Progress;

/// <summary>What a <see cref="ProgressBar{TBatch}"/> shows and where. Checked when the bar is created.</summary>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed record ProgressBarOptions<TBatch>
{
    /// <summary>
    /// The source of the samples/s: the monitor's window. <see langword="null"/>: the bar counts samples itself and shows the rate of the
    /// last seconds.
    /// </summary>
    public ThroughputMonitor<TBatch>? Monitor { get; init; }

    /// <summary>
    /// Samples in a batch, for the bar's own count; by default the first dimension of its first tensor, and if there is none, batches are
    /// counted.
    /// </summary>
    public Func<TBatch, long>? SamplesOf { get; init; }

    /// <summary>
    /// Micro-batches in an epoch, for the time left; at least 1. <see langword="null"/>: known from the end of the first epoch on, or from
    /// <see cref="TrainerOptions.MaxBatchesPerEpoch"/>.
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
    /// is a terminal that can
    /// (<c>TERM</c> is not <c>dumb</c>) and <c>NO_COLOR</c> is not set.
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

        if (MaxTime <= TimeSpan.Zero)
            throw Refusal.OutOfRange(nameof(MaxTime), MaxTime, $"{nameof(MaxTime)} must be above zero, not {MaxTime}.");
        if (LineEvery < TimeSpan.FromMilliseconds(100) || LineEvery > TimeSpan.FromDays(1))
            throw Refusal.OutOfRange(nameof(LineEvery), LineEvery, $"{nameof(LineEvery)} must be from 100 ms to a day, not {LineEvery}.");
        if (Columns < 20)
            throw Refusal.OutOfRange(nameof(Columns), Columns, $"{nameof(Columns)} must be at least 20, not {Columns}.");
    }
}
