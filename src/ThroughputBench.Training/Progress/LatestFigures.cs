using ThroughputBench.Monitoring.Peaks;
using TorchSharp;

namespace ThroughputBench.Training.Progress;

/// <summary>Carries rates and the loss from the thread that trains to the one that draws; only that one waits for a device.</summary>
internal sealed class LatestFigures
{
    // Each is a separate word, so a reader may see one of them a step older than another.
    private double _samples,
        _items,
        _flops;
    private torch.Tensor? _copyOfLoss;
    private volatile bool _areWanted;

    // Of the reader.
    private double? _loss;

    /// <summary>Whether the reader has taken what was given.</summary>
    public bool AreWanted => _areWanted;

    /// <summary>Asks for new figures.</summary>
    public void Want() => _areWanted = true;

    /// <summary>Takes rates; NaN or <see langword="null"/> for what is not known.</summary>
    public void Give(double samples, double? items = null, double? flops = null)
    {
        _areWanted = false;
        Volatile.Write(ref _samples, samples);
        Volatile.Write(ref _items, items ?? double.NaN);
        Volatile.Write(ref _flops, flops ?? double.NaN);
    }

    /// <summary>Takes a copy of the loss, which the device makes in its own time.</summary>
    public void GiveLoss(torch.Tensor loss)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Interlocked.Exchange(ref _copyOfLoss, loss.detach().clone().DetachFromDisposeScope())?.Dispose();
    }

    /// <summary>Adds the figures to a reading, and asks for new ones.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="peak">What MFU is a share of. One above 1 is impossible; it is left out, and the monitor says so.</param>
    public ProgressReading AddTo(in ProgressReading reading, PeakFlops? peak)
    {
        TakeLoss();
        double flops = Volatile.Read(ref _flops);
        double utilization = flops >= 0 && peak is not null ? peak.Utilization(flops) : double.NaN;
        _areWanted = true;
        return reading with
        {
            Loss = _loss,
            SampleRate = Volatile.Read(ref _samples),
            ItemRate = Volatile.Read(ref _items),
            FlopRate = flops,
            Utilization = utilization <= 1 ? utilization : double.NaN,
        };
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Interlocked.Exchange(ref _copyOfLoss, null)?.Dispose();
        _loss = null;
        Give(double.NaN);
        Want();
    }

    private void TakeLoss()
    {
        using torch.Tensor? copy = Interlocked.Exchange(ref _copyOfLoss, null);
        if (copy is null)
            return;
        using Scalar value = copy.ToScalar();
        _loss = value.ToDouble();
    }
}
