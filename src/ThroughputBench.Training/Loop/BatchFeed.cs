using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// The training data, epoch by epoch. Each micro-batch is fetched into its own dispose scope, and only after the one before it was
/// disposed: two are never alive at once, and a source may free or refill what it gave before.
/// </summary>
internal sealed class BatchFeed<TBatch>(
    TrainerState state,
    TrainingTask<TBatch> task,
    IEnumerable<TBatch> data,
    CancellationToken cancellation
) : IDisposable
{
    // Kept here, because between two steps the options are cold.
    private readonly torch.Device? _device = state.Options.Device;
    private readonly long? _maxBatchesPerEpoch = state.Options.MaxBatchesPerEpoch;

    private IEnumerator<TBatch>? _epoch;

    /// <summary>The epoch's micro-batches, if their number is known before all data have been read.</summary>
    private long? _length;
    private DisposeScope? _fetched;
    private TBatch? _batch;
    private IReadOnlyList<IDisposable> _setAside = [];

    public bool IsInEpoch => _epoch is not null;

    /// <summary>Whether cancellation was requested.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>Whether the current micro-batch is known to be the epoch's last without requesting another.</summary>
    public bool IsAtKnownEnd => state.BatchIndex + 1 == _length;

    /// <summary>How many batches a source has; <see langword="null"/> if that is not known without reading it.</summary>
    public static int? CountOf(IEnumerable<TBatch> data) =>
        data switch
        {
            IReadOnlyCollection<TBatch> collection => collection.Count,
            _ => data.TryGetNonEnumeratedCount(out int known) ? known : null,
        };

    public void BeginEpoch()
    {
        long? count = CountOf(data);
        _length = count is null || _maxBatchesPerEpoch < count ? _maxBatchesPerEpoch : count;
        state.BatchesInEpoch = _length;
        _epoch = data.GetEnumerator();
    }

    public void EndEpoch()
    {
        _epoch?.Dispose();
        _epoch = null;
    }

    /// <summary>
    /// Fetches the epoch's next micro-batch, to be taken by <see cref="Take"/>; false if the epoch has no more or the run was cancelled.
    /// </summary>
    public bool Fetch()
    {
        DisposeScope scope = torch.NewDisposeScope();
        try
        {
            if (TryFetch(out _batch))
            {
                (_fetched, scope) = (scope, null!);
                return true;
            }
            return false;
        }
        finally
        {
            scope?.Dispose();
        }
    }

    /// <summary>Takes batches from the epoch's beginning and drops them.</summary>
    /// <returns>How many: fewer if there are no more or the run was cancelled.</returns>
    public long Skip(long count)
    {
        for (long skipped = 0; skipped < count; skipped++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            if (cancellation.IsCancellationRequested || !_epoch!.MoveNext())
                return skipped;
        }
        return count;
    }

    /// <summary>
    /// Whether the epoch has no more micro-batch after the current one. If its length is not known, another is requested from the source,
    /// and dropped.
    /// </summary>
    public bool IsExhausted()
    {
        if (_length is { } length)
            return state.BatchIndex + 1 >= length;
        using DisposeScope scope = torch.NewDisposeScope();
        return !cancellation.IsCancellationRequested && !_epoch!.MoveNext();
    }

    /// <summary>The micro-batch that was fetched, and the scope to dispose when it is done.</summary>
    public (DisposeScope Scope, TBatch Batch) Take() => (_fetched!, _batch!);

    /// <summary>
    /// Sets the scope of the micro-batch that was fetched ahead aside while the caller has the thread: tensors that the caller or another
    /// run makes must not enter it.
    /// </summary>
    public void SuspendScope()
    {
        if (_fetched!.DisposablesCount > 0)
        {
            _setAside = _fetched.DisposablesView;
            _fetched.Detach(_setAside);
        }
        _fetched.Dispose();
    }

    /// <summary>Restores the scope after <see cref="SuspendScope"/>.</summary>
    public void ResumeScope()
    {
        _fetched = torch.NewDisposeScope();
        if (_setAside.Count > 0)
            _fetched.Attach(_setAside);
        _setAside = [];
    }

    public void Dispose()
    {
        try
        {
            _fetched?.Dispose();
            foreach (IDisposable tensor in _setAside)
                tensor.Dispose();
        }
        finally
        {
            EndEpoch();
        }
    }

    private bool TryFetch([MaybeNullWhen(false)] out TBatch batch)
    {
        batch = default;
        if (state.BatchIndex + 1 == _maxBatchesPerEpoch || !_epoch!.MoveNext())
            return false;
        batch = _device is { } device ? task.MoveToDevice(_epoch.Current, device) : _epoch.Current;
        return true;
    }
}
