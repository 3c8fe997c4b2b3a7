using ThroughputBench.Training.Cuda;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// The harness's clock on a device: separate events at ends of cycles, independent of the monitor. They are kept and read at the very end.
/// Each time is read directly between its two events, so errors cannot add up.
/// </summary>
internal sealed class HarnessEvents : IDisposable
{
    // Events are created beforehand: creating one takes longer than recording it.
    internal const int MadeBeforehand = 4096;

    private readonly CudaStream _stream;
    private readonly Stack<nint> _spare = new(MadeBeforehand);
    private readonly List<Mark> _marks = new(1 << 16);

    public HarnessEvents(CudaStream stream)
    {
        _stream = stream;
        for (int i = 0; i < MadeBeforehand; i++)
            _spare.Push(stream.CreateEvent());
    }

    /// <summary>Marks the next end of a cycle; the first mark is the beginning of training.</summary>
    /// <param name="samples">Samples handed out before.</param>
    public void Place(long samples)
    {
        if (!_spare.TryPop(out nint placed))
            placed = _stream.CreateEvent();
        _marks.Add(new Mark(placed, samples));
        _stream.Record(placed);
    }

    /// <summary>
    /// Samples per second of the device's time between two ends of cycles, given as cycles trained until then. The device has passed both.
    /// </summary>
    public double SamplesPerSecond(long from, long to)
    {
        Mark begin = _marks[(int)from],
            end = _marks[(int)to];
        return (end.Samples - begin.Samples) * 1000.0 / _stream.Milliseconds(begin.Event, end.Event);
    }

    public void Dispose()
    {
        foreach (Mark mark in _marks)
            _stream.Destroy(mark.Event);
        foreach (nint spare in _spare)
            _stream.Destroy(spare);
    }

    private readonly record struct Mark(nint Event, long Samples);
}
