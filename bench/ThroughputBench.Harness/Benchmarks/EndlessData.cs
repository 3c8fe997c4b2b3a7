using System.Collections;
using System.Diagnostics;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// A workload's data, epoch after epoch in one enumeration, so that training is never interrupted. It can keep when each micro-batch was
/// asked
/// for: the harness's own clock, of which the monitor knows nothing.
/// </summary>
/// <param name="epoch">One epoch's data.</param>
/// <param name="skip">Micro-batches at the beginning that are left out.</param>
/// <param name="timed">Whether to keep the times.</param>
/// <param name="unequalCycles">A, if the batches of each cycle are to count for another number of samples than those of the cycle
/// before; see <see cref="CountOf"/>. <see langword="null"/> leaves them as they are.</param>
/// <param name="atRequest">Told of each request before it is met: its number, from 0, and the samples handed out before. What else can keep
/// a time; <see langword="null"/> for none.</param>
internal sealed class EndlessData(
    IEnumerable<Batch> epoch,
    int skip = 0,
    bool timed = false,
    int? unequalCycles = null,
    Action<long, long>? atRequest = null
) : IEnumerable<Batch>
{
    private readonly IEnumerable<Batch> _epoch = epoch;
    private readonly int _skip = skip;
    private readonly bool _timed = timed;
    private readonly Action<long, long>? _atRequest = atRequest;
    private readonly int? _unequalCycles = unequalCycles;
    private readonly List<Request> _requests = timed ? new List<Request>(1 << 16) : [];

    /// <summary>
    /// When micro-batch i was asked for, and how many samples were handed out before. If it begins a cycle, that is the moment at which
    /// the cycle before it was done with.
    /// </summary>
    public IReadOnlyList<Request> Requests => _requests;

    public IEnumerator<Batch> GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// For how many times its samples a batch of a cycle counts: 1 to 4, in an order without a period. The work stays the same, so that
    /// rates over windows of other
    /// widths are other rates: a monitor whose window is a step too wide is found out, on a device too, whose steps are all of one length.
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
            _counts = data._timed || data._atRequest is not null;
            _batches = data._epoch.GetEnumerator();
            for (int skipped = 0; skipped < data._skip && _batches.MoveNext(); skipped++) { }
        }

        public Batch Current => _counted ?? _batches.Current;

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_counts)
                TellOfRequest();
            if (!_batches.MoveNext())
            {
                _batches.Dispose();
                _batches = _data._epoch.GetEnumerator();
                if (!_batches.MoveNext())
                    return false;
            }
            // A batch that nobody counts is not touched either: the step that needs it fetches it into the cache itself.
            if (_counts)
                Count();
            return true;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => _batches.Dispose();

        private void TellOfRequest()
        {
            if (_data._timed)
                _data._requests.Add(new Request(Stopwatch.GetTimestamp(), _samples));
            _data._atRequest?.Invoke(_index, _samples);
        }

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
