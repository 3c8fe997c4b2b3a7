using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;

namespace ThroughputBench.Training;

/// <summary>What a <see cref="ThroughputMonitor{TBatch}"/> counts and when it logs. Checked when the monitor is created.</summary>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed record ThroughputMonitorOptions<TBatch>
{
    /// <summary>
    /// W: optimizer steps over which rates are taken; from 1 to <see cref="ThroughputWindow.MaximumSteps"/>. Default 100. In evaluation
    /// each batch counts as a step.
    /// </summary>
    public int WindowSteps { get; init; } = 100;

    /// <summary>
    /// How often to log; <see langword="null"/> follows <see cref="TrainerOptions.LogEvery"/>. In training it counts over all runs of the
    /// monitor's lifetime, in evaluation from the pass's beginning, and there both units count batches. The end of training, and of a pass,
    /// is logged too.
    /// </summary>
    public LogInterval? LogEvery { get; init; }

    /// <summary>
    /// Optimizer steps at the start of training that no rate includes; at least 0. Default 0. They stay in the totals. Evaluation has no
    /// warm-up.
    /// </summary>
    public int WarmupSteps { get; init; }

    /// <summary>
    /// Samples in a batch, at least 0; by default the first dimension of its first tensor. If it throws or gives a negative number,
    /// training continues, and what depends on the samples is NaN: the rate while the batch lies in the window, the run's total from then
    /// on. The same holds for <see cref="ItemsOf"/> and <see cref="FlopsOf"/>.
    /// </summary>
    public Func<TBatch, long>? SamplesOf { get; init; }

    /// <summary>
    /// Items (tokens, pixels, frames) in a batch, at least 0: unmasked tokens may be fewer than samples. <see langword="null"/> leaves
    /// items out. Lightning: <c>length_fn</c>.
    /// </summary>
    public Func<TBatch, long>? ItemsOf { get; init; }

    /// <summary>
    /// Floating-point operations of a batch, at least 0: training takes forward and backward, evaluation forward alone.
    /// <see langword="null"/> if they are not known: FLOP/s and MFU are then NaN while the batch lies in the window, and one notice is
    /// sent.
    /// </summary>
    public Func<TBatch, PassFlops?>? FlopsOf { get; init; }

    /// <summary>
    /// Floating-point operations of every batch, if they do not vary: for example <see cref="FlopCount.Total"/> of a
    /// <see cref="FlopCounter"/>. Set this or <see cref="FlopsOf"/>. Lightning: <c>flops_per_batch</c>.
    /// </summary>
    public PassFlops? FlopsPerBatch { get; init; }

    /// <summary>
    /// The most that one device can do: model FLOPs utilization (MFU) is a share of it. It needs FLOPs. <see langword="null"/> leaves MFU
    /// out; it is never guessed.
    /// </summary>
    public PeakFlops? Peak { get; init; }

    /// <summary>
    /// How many devices train together, and how their figures add up; <see langword="null"/> for one. With more than one, global rates are
    /// logged beside the device's.
    /// </summary>
    public World? World { get; init; }

    /// <summary>
    /// Whether p50, p95 and the maximum of the step times in the window are logged. At a log it costs some 100 ns for each step since the
    /// last one. On a CUDA device that <see cref="DeviceTiming.Events"/> times, each step then needs an event that is placed, asked about
    /// and read: some 6 µs a step on an H100, instead of nothing. Default off.
    /// </summary>
    public bool StepTimes { get; init; }

    /// <summary>
    /// Whether to log the share of the time that training waited for data. It costs two timestamps per micro-batch. Default off; with a
    /// time ledger (<see cref="TrainerOptions.KeepLedger"/>) it is logged in any case. A <see cref="HandLoop{TBatch}"/>, which does not
    /// fetch the data, leaves it out.
    /// </summary>
    public bool DataWait { get; init; }

    /// <summary>
    /// How work on a CUDA device is timed, which also decides what timing costs; ignored on the CPU. Default <see
    /// cref="DeviceTiming.Events"/>.
    /// </summary>
    public DeviceTiming DeviceTiming { get; init; }

    /// <summary>Between the parts of a metric's name. Default <c>/</c>.</summary>
    public string Separator { get; init; } = "/";

    /// <summary>A first part of every metric's name, before the stage; <see langword="null"/> for none.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether items are counted.</summary>
    internal bool CountItems => ItemsOf is not null;

    /// <summary>Whether FLOPs are counted.</summary>
    internal bool CountFlops => FlopsOf is not null || FlopsPerBatch is not null;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Separator);
        if (Prefix is not null && string.IsNullOrWhiteSpace(Prefix))
            throw Refusal.Wrong($"{nameof(Prefix)} must not be empty: '{Prefix}'. Leave it out for none.", nameof(Prefix));
        if (!Enum.IsDefined(DeviceTiming))
        {
            throw Refusal.OutOfRange(
                nameof(DeviceTiming),
                DeviceTiming,
                $"{nameof(DeviceTiming)} must be one of {string.Join(", ", Enum.GetNames<DeviceTiming>())}, not {(int)DeviceTiming}."
            );
        }
        if (FlopsOf is not null && FlopsPerBatch is not null)
            throw Refusal.Wrong($"Set {nameof(FlopsOf)} or {nameof(FlopsPerBatch)}, not both.", nameof(FlopsPerBatch));
        if (FlopsPerBatch is { } flops && (flops.Forward < 0 || flops.Backward < 0))
            throw Refusal.Wrong($"FLOPs must not be negative: {flops.Forward} forward, {flops.Backward} backward.", nameof(FlopsPerBatch));
        if (FlopsPerBatch is { } many && many.Forward > long.MaxValue - many.Backward)
        {
            throw Refusal.Wrong(
                $"FLOPs forward and backward must fit 63 bits together: {many.Forward} forward, {many.Backward} backward.",
                nameof(FlopsPerBatch)
            );
        }
        if (Peak is not null && FlopsOf is null && FlopsPerBatch is null)
        {
            throw Refusal.Wrong(
                $"{nameof(Peak)} ({Peak}) serves to compute MFU from FLOPs: give {nameof(FlopsOf)} or {nameof(FlopsPerBatch)} too.",
                nameof(Peak)
            );
        }
    }
}
