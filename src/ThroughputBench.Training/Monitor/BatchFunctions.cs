using ThroughputBench.Monitoring;
using ThroughputBench.Training.Flops;

namespace ThroughputBench.Training;

/// <summary>
/// Calls the user's functions that count a micro-batch's items and FLOPs. A function that fails or gives no count does not end training.
/// </summary>
internal sealed class BatchFunctions<TBatch>(ThroughputMonitorOptions<TBatch> options, MonitorNotices notices)
{
    /// <summary>An unknown count, which has been reported to the user.</summary>
    public const long Unknown = long.MinValue;

    /// <summary>Counts a micro-batch's samples.</summary>
    public Func<TBatch, long> Samples { get; } = options.SamplesOf ?? BatchCounting.SamplesOf<TBatch>();

    /// <summary>All counts of a micro-batch, by the state's stage.</summary>
    public BatchCounts CountsOf(TBatch batch, TrainerState state) =>
        new(SamplesOf(batch, state), options.CountItems ? ItemsOf(batch, state) : null, options.CountFlops ? FlopsOf(batch, state) : null);

    /// <summary>Items in a micro-batch; <see cref="Unknown"/> if the function fails.</summary>
    public long ItemsOf(TBatch batch, TrainerState state)
    {
        try
        {
            return options.ItemsOf!(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            notices.SayFailed(state, nameof(options.ItemsOf), failure);
            return Unknown;
        }
    }

    /// <summary>FLOPs of a micro-batch, by the state's stage; <see cref="Unknown"/> if the function fails or gives none.</summary>
    public long FlopsOf(TBatch batch, TrainerState state)
    {
        try
        {
            PassFlops? flops = options.FlopsOf is null ? options.FlopsPerBatch : options.FlopsOf(batch);
            if (flops is { } pass)
                return state.Stage == Stage.Train ? pass.ForwardAndBackward : pass.Forward;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            notices.SayFailed(state, nameof(options.FlopsOf), failure);
            return Unknown;
        }
        notices.Say(
            state,
            nameof(options.FlopsOf),
            $"{nameof(options.FlopsOf)} gave no FLOPs for a micro-batch: FLOP/s{(options.Peak is null ? " is" : " and MFU are")} left out while it lies in the window."
        );
        return Unknown;
    }

    /// <summary>The samples of a micro-batch could not be counted.</summary>
    public long SamplesFailed(TrainerState state, Exception failure)
    {
        notices.SayFailed(state, nameof(options.SamplesOf), failure);
        return Unknown;
    }

    /// <summary>Reports a meter's doubt to the user, unless it was reported here.</summary>
    public void Met(TrainerState? state, MeterDoubt doubt, in BatchCounts counts)
    {
        bool isSaid = doubt switch
        {
            MeterDoubt.UnknownSamples => counts.Samples == Unknown,
            MeterDoubt.UnknownItems => counts.Items == Unknown,
            MeterDoubt.UnknownFlops => counts.Flops == Unknown,
            _ => false,
        };
        if (!isSaid)
            notices.Say(state, doubt, counts);
    }

    private long SamplesOf(TBatch batch, TrainerState state)
    {
        try
        {
            return Samples(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return SamplesFailed(state, failure);
        }
    }
}
