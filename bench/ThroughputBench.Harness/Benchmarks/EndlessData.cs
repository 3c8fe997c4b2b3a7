using System.Collections;
using System.Diagnostics;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// A workload's data, epoch after epoch in one enumeration, so that training is never interrupted. It can record when each micro-batch was
/// requested: the harness's clock, which is independent of the monitor.
/// </summary>
/// <param name="epoch">One epoch's data.</param>
/// <param name="skip">Micro-batches at the beginning that are left out.</param>
/// <param name="timed">Whether to keep the times.</param>
/// <param name="unequalCycles">A, if the batches of each cycle shall count for another number of samples than those of the cycle before;
/// see <see cref="CountOf"/>. <see langword="null"/> leaves them unchanged.</param>
internal sealed class EndlessData(IEnumerable<Batch> epoch, int skip = 0, bool timed = false, int? unequalCycles = null)
    : IEnumerable<Batch>
{
    private readonly IEnumerable<Batch> _epoch = epoch;
    private readonly int _skip = skip;
    private readonly bool _timed = timed;
    private readonly int? _unequalCycles = unequalCycles;
    private readonly List<Request> _requests = timed ? new List<Request>(1 << 16) : [];

    /// <summary>
    /// When micro-batch i was requested, and how many samples were handed out before. If it begins a cycle, the cycle before it ended at
    /// that moment.
    /// </summary>
    public IReadOnlyList<Request> Requests => _requests;

    public IEnumerator<Batch> GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// The factor for the samples of a cycle's batches: 1 to 4, in an order without a period. The work stays the same, so windows of
    /// different widths have different rates. This reveals a monitor whose window is a step too wide, even on a device whose steps all take
    /// equally long.
    /// </summary>
    /// <param name="cycle">The cycle, from 0.</param>
    public static int CountOf(long cycle) => 1 + (int)((ulong)(cycle + 1) * 0x9E37_79B9_7F4A_7C15 >> 62);

    /// <param name="Timestamp">In ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="Samples">Samples handed out before.</param>
    internal readonly record struct Request(long Timestamp, long Samples);

    private sealed class Enumerator : IEnumerator<Batch>
    {
        private readonly EndlessData _data;
        private readonly bool _counts;
        private IEnumerator<Batch> _batches;
        private Batch? _counted;
        private long _samples;
        private long _index;

        public Enumerator(EndlessData data)
        {
            _data = data;
            _counts = data._timed || data._unequalCycles is not null;
            _batches = data._epoch.GetEnumerator();
            for (int skipped = 0; skipped < data._skip && _batches.MoveNext(); skipped++) { }
        }

        public Batch Current => _counted ?? _batches.Current;

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_data._timed)
                _data._requests.Add(new Request(Stopwatch.GetTimestamp(), _samples));
            if (!_batches.MoveNext())
            {
                _batches.Dispose();
                _batches = _data._epoch.GetEnumerator();
                if (!_batches.MoveNext())
                    return false;
            }
            // A batch that is not counted is not touched either: the step itself has to fetch it into the cache.
            if (_counts)
                Count();
            return true;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => _batches.Dispose();

        private void Count()
        {
            Batch batch = _batches.Current;
            if (_data._unequalCycles is { } accumulate)
            {
                int times = CountOf(_index / accumulate);
                _counted = batch with { Samples = times * batch.Samples, Items = times * batch.Items };
            }
            _samples += Current.Samples;
            _index++;
        }
    }
}
