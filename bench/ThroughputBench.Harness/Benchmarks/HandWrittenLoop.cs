using ThroughputBench.Workloads;
using TorchSharp;
using TorchSharp.Modules;

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
    private readonly bool _freesGradients;
    private int _position;
    private IReadOnlyList<IDisposable> _fetched = [];

    /// <param name="task">What is trained.</param>
    /// <param name="data">The micro-batches.</param>
    /// <param name="accumulate">A.</param>
    /// <param name="freesGradients">Whether it frees the gradients, as the trainer does. Else it calls <c>zero_grad</c>, as TorchSharp's
    /// examples do.</param>
    public HandWrittenLoop(WorkloadTask task, IEnumerable<Batch> data, int accumulate, bool freesGradients)
    {
        (_task, _data, _accumulate, _freesGradients) = (task, data.GetEnumerator(), accumulate, freesGradients);
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
            ClearGradients();
        torch.Tensor loss = _task.TrainingStep(batch);
        (_accumulate == 1 ? loss : loss / _accumulate).backward();
        if (++_position < _accumulate)
            return;
        _task.Optimizer.step();
        _position = 0;
    }

    private void ClearGradients()
    {
        if (!_freesGradients)
        {
            _task.Optimizer.zero_grad();
            return;
        }
        foreach (Parameter parameter in _task.Optimizer.parameters())
            parameter.grad = null;
    }

    private void SetAside(DisposeScope scope)
    {
        _fetched = scope.DisposablesView;
        scope.Detach(_fetched);
    }
}
