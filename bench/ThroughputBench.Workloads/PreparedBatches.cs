using TorchSharp;

namespace ThroughputBench.Workloads;

/// <summary>A ring of batches that were made beforehand, so that fetching one costs nanoseconds and allocates nothing.</summary>
internal sealed class PreparedBatches : IDisposable
{
    private const int Batches = 64;
    private const long MaximumBytes = 64 << 20;

    private readonly Batch[] _ring;
    private readonly long _batchesPerEpoch;

    /// <summary>Makes the batches; the larger a batch, the fewer, so that the ring stays small.</summary>
    /// <param name="make">Makes one batch. Its tensors are taken out of the caller's dispose scopes.</param>
    /// <param name="batchesPerEpoch">How many batches an enumeration gives.</param>
    public PreparedBatches(Func<Batch> make, long batchesPerEpoch)
    {
        _batchesPerEpoch = batchesPerEpoch;
        Batch first = Prepare(make);
        long bytes = first.Inputs.NumberOfElements * first.Inputs.ElementSize;
        _ring = new Batch[Math.Clamp(MaximumBytes / bytes, 1, Batches)];
        _ring[0] = first;
        for (int i = 1; i < _ring.Length; i++)
            _ring[i] = Prepare(make);
    }

    /// <summary>The largest distance between two batches in the ring.</summary>
    public int HalfRound => _ring.Length / 2;

    /// <summary>One epoch: the ring, repeated.</summary>
    public IEnumerable<Batch> Epoch()
    {
        int next = 0;
        for (long given = 0; given < _batchesPerEpoch; given++)
        {
            yield return _ring[next];
            next = next + 1 == _ring.Length ? 0 : next + 1;
        }
    }

    public void Dispose()
    {
        foreach (Batch batch in _ring)
        {
            batch.Inputs.Dispose();
            batch.Targets.Dispose();
        }
    }

    private static Batch Prepare(Func<Batch> make)
    {
        using DisposeScope intermediates = torch.NewDisposeScope();
        Batch batch = make();
        batch.Inputs.DetachFromDisposeScope();
        batch.Targets.DetachFromDisposeScope();
        return batch;
    }
}
