using System.Collections;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>
/// One enumeration of a source on a thread of its own. Dispose scopes belong to a thread: what the source makes is taken out of the
/// preparing thread's scope, and put into the current scope of the thread that takes the batch.
/// </summary>
internal sealed class BatchPrefetcher<TBatch> : IEnumerator<TBatch>
{
    private readonly object _gate = new();
    private readonly Queue<Prepared> _prepared = [];
    private readonly IEnumerator<TBatch> _source;
    private readonly int _most;
    private readonly Func<TBatch, TBatch>? _keep;
    private readonly Thread _thread;

    /// <summary>The first batch and its first tensor, until the request for the second has shown that the source leaves them
    /// alone.</summary>
    private (Prepared Batch, torch.Tensor? Tensor)? _first;
    private bool _hasBegun;
    private ExceptionDispatchInfo? _failure;
    private ExceptionDispatchInfo? _disposalFailure;
    private bool _ended;
    private bool _stopping;

    public BatchPrefetcher(IEnumerator<TBatch> source, int most, Func<TBatch, TBatch>? keep)
    {
        (_source, _most, _keep) = (source, most, keep);
        _thread = new Thread(Prepare) { IsBackground = true, Name = "ThroughputBench prefetching" };
        _thread.Start();
    }

    public TBatch Current { get; private set; } = default!;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        Prepared next;
        lock (_gate)
        {
            while (!_ended && (_prepared.Count == 0 || _first is not null))
                Monitor.Wait(_gate);
            if (_prepared.Count == 0)
            {
                (ExceptionDispatchInfo? failure, _failure) = (_failure, null);
                failure?.Throw();
                return false;
            }
            next = _prepared.Dequeue();
            Monitor.PulseAll(_gate);
        }
        Adopt(next.Tensors);
        Current = next.Batch;
        return true;
    }

    public void Reset() => throw new NotSupportedException();

    /// <summary>Waits for the batch that is being prepared, and disposes all that were not taken.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
        _thread.Join();
        DropAll();
        (ExceptionDispatchInfo? failure, _disposalFailure) = (_disposalFailure, null);
        failure?.Throw();
    }

    /// <summary>Puts tensors into the scope that is current here, if there is one.</summary>
    private static void Adopt(IReadOnlyList<IDisposable> tensors)
    {
        if (tensors.Count == 0)
            return;
        using DisposeScope scope = torch.NewDisposeScope();
        scope.Attach(tensors);
        scope.MoveToOuter(tensors);
    }

    private void Prepare()
    {
        try
        {
            while (WaitForRoom() && PrepareNext()) { }
        }
        catch (Exception failure) // reaches the thread that takes the batches once it has taken those before
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
        lock (_gate)
        {
            if (FirstHasChanged())
            {
                DropAll();
                _failure = ExceptionDispatchInfo.Capture(TakesBack());
            }
            (_ended, _first) = (true, null);
            Monitor.PulseAll(_gate);
            while (!_stopping)
                Monitor.Wait(_gate);
        }
        try
        {
            _source.Dispose();
        }
        catch (Exception failure)
        {
            _disposalFailure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    /// <summary>Waits until fewer are prepared than may be. The second does not wait until the first is taken.</summary>
    /// <returns>Whether to continue.</returns>
    private bool WaitForRoom()
    {
        lock (_gate)
        {
            while (!_stopping && _prepared.Count >= _most && _first is null)
                Monitor.Wait(_gate);
            return !_stopping;
        }
    }

    private bool PrepareNext()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        if (!_source.MoveNext() || FirstHasChanged())
            return false;
        TBatch batch = _keep is null ? _source.Current : _keep(_source.Current);
        var next = new Prepared(batch, scope.DisposablesCount == 0 ? [] : scope.DisposablesView);
        if (next.Tensors.Count > 0)
            scope.Detach(next.Tensors);
        lock (_gate)
        {
            _first = _hasBegun ? null : (next, BatchCounting.FirstTensor(batch));
            _hasBegun = true;
            _prepared.Enqueue(next);
            Monitor.PulseAll(_gate);
        }
        return true;
    }

    private bool FirstHasChanged() =>
        _first is (var first, { } tensor) && (tensor.IsInvalid || !ReferenceEquals(tensor, BatchCounting.FirstTensor(first.Batch)));

    private void DropAll()
    {
        foreach (IDisposable tensor in _prepared.SelectMany(one => one.Tensors))
            tensor.Dispose();
        _prepared.Clear();
    }

    private static InvalidOperationException TakesBack() =>
        new(
            "The data source frees or refills a batch when the next one is requested, as a DataLoader does, so its batches cannot be "
                + $"prepared ahead as they are: give {nameof(Prefetching.Prefetch)} a function that keeps them, for a tensor "
                + "'batch => batch.alias()'."
        );

    /// <summary>A batch, and what the source made for it.</summary>
    private sealed record Prepared(TBatch Batch, IReadOnlyList<IDisposable> Tensors);
}
