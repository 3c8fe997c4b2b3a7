using System.Collections;
using System.Diagnostics;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// A workload's data, epoch after epoch in one enumeration, so that training is never interrupted. It can keep when each micro-batch was asked
/// for: the harness's own clock, of which the monitor knows nothing.
/// </summary>
/// <param name="epoch">One epoch's data.</param>
/// <param name="skip">Micro-batches at the beginning that are left out.</param>
/// <param name="timed">Whether to keep the times.</param>
/// <param name="atRequest">Told of each request before it is met: its number, from 0, and the samples handed out before. What else can keep a time; <see langword="null"/> for none.</param>
internal sealed class EndlessData(IEnumerable<Batch> epoch, int skip = 0, bool timed = false, Action<long, long>? atRequest = null) : IEnumerable<Batch>
{
    private readonly IEnumerable<Batch> _epoch = epoch;
    private readonly int _skip = skip;
    private readonly bool _timed = timed;
    private readonly Action<long, long>? _atRequest = atRequest;
    private readonly List<Request> _requests = timed ? new List<Request>(1 << 16) : [];

    /// <summary>When micro-batch i was asked for, and how many samples were handed out before. Where it begins a cycle, that is the moment at which the cycle before it was done with.</summary>
    public IReadOnlyList<Request> Requests => _requests;

    public IEnumerator<Batch> GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <param name="Timestamp">In ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="Samples">Samples handed out before.</param>
    internal readonly record struct Request(long Timestamp, long Samples);

    private sealed class Enumerator : IEnumerator<Batch>
    {
        private readonly EndlessData _data;
        private readonly bool _counts;
        private IEnumerator<Batch> _batches;
        private long _samples;
        private long _index;

        public Enumerator(EndlessData data)
        {
            _data = data;
            _counts = data._timed || data._atRequest is not null;
            _batches = data._epoch.GetEnumerator();
            for (int skipped = 0; skipped < data._skip && _batches.MoveNext(); skipped++) { }
        }

        public Batch Current => _batches.Current;

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
                _samples += Current.Samples;
            return true;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => _batches.Dispose();

        private void TellOfRequest()
        {
            if (_data._timed)
                _data._requests.Add(new Request(Stopwatch.GetTimestamp(), _samples));
            _data._atRequest?.Invoke(_index++, _samples);
        }
    }
}
