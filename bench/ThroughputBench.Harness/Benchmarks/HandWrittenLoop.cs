using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// A training loop written by hand, with only what training needs. It fetches each micro-batch after the one before it, as the trainer does:
/// if two loops take turns, one that fetches when its turn begins finds its micro-batch in the cache, and the other does not. That was
/// 50 µs of a step of bytelm.
/// </summary>
internal sealed class HandWrittenLoop : IDisposable
{
    private readonly WorkloadTask _task;
    private readonly IEnumerator<Batch> _data;
    private readonly int _accumulate;
    private int _position;
    private IReadOnlyList<IDisposable> _fetched = [];

    public HandWrittenLoop(WorkloadTask task, IEnumerable<Batch> data, int accumulate)
    {
        (_task, _data, _accumulate) = (task, data.GetEnumerator(), accumulate);
        using DisposeScope scope = torch.NewDisposeScope();
        _data.MoveNext();
        SetAside(scope);
    }

    /// <summary>Trains micro-batches.</summary>
    public void Advance(int count)
    {
        // Tensors of the micro-batch that is fetched must not stay in a scope while another loop has the thread.
        DisposeScope scope = torch.NewDisposeScope();
        if (_fetched.Count > 0)
            scope.Attach(_fetched);
        for (int i = 0; i < count; i++)
        {
            Train(_data.Current);
            scope.Dispose();
            scope = torch.NewDisposeScope();
            _data.MoveNext();
        }
        SetAside(scope);
        scope.Dispose();
    }

    public void Dispose()
    {
        foreach (IDisposable tensor in _fetched)
            tensor.Dispose();
        _data.Dispose();
    }

    private void Train(Batch batch)
    {
        if (_position == 0)
            _task.Optimizer.zero_grad();
        torch.Tensor loss = _task.TrainingStep(batch);
        (_accumulate == 1 ? loss : loss / _accumulate).backward();
        if (++_position < _accumulate)
            return;
        _task.Optimizer.step();
        _position = 0;
    }

    private void SetAside(DisposeScope scope)
    {
        _fetched = scope.DisposablesView;
        scope.Detach(_fetched);
    }
}
