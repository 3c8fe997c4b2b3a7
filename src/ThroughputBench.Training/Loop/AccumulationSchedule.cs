using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <summary>How many micro-batches make one optimizer step (<c>accumulate_grad_batches</c>), by epoch.</summary>
public sealed class AccumulationSchedule
{
    private readonly (int Epoch, int Accumulate)[] _changes;

    /// <summary>Creates a schedule.</summary>
    /// <param name="byEpoch">From which epoch on (counted from 0) which accumulation holds; epochs before the first entry accumulate
    /// nothing (A = 1).</param>
    /// <exception cref="ArgumentException">The schedule is empty, an epoch is negative or an accumulation is less than 1; the message names
    /// the value.</exception>
    public AccumulationSchedule(IReadOnlyDictionary<int, int> byEpoch)
    {
        ArgumentNullException.ThrowIfNull(byEpoch);
        if (byEpoch.Count == 0)
            throw new ArgumentException("An accumulation schedule needs at least one entry { epoch: A }.", nameof(byEpoch));
        foreach ((int epoch, int accumulate) in byEpoch)
        {
            if (epoch < 0)
                throw Refusal.OutOfRange(nameof(byEpoch), epoch, $"An accumulation schedule counts epochs from 0; {epoch} is negative.");
            if (accumulate < 1)
            {
                throw Refusal.OutOfRange(
                    nameof(byEpoch),
                    accumulate,
                    $"accumulate_grad_batches must be at least 1, not {accumulate} (from epoch {epoch} on)."
                );
            }
        }
        _changes = [.. byEpoch.Select(entry => (entry.Key, entry.Value)).OrderBy(change => change.Key)];
    }

    /// <summary>Every accumulation that the schedule will use, each once, in ascending order.</summary>
    public IEnumerable<int> Values => ValuesOf(epochs: null);

    /// <summary>The same, if training ends after so many epochs; <see langword="null"/> for no limit.</summary>
    internal IEnumerable<int> ValuesOf(int? epochs) =>
        _changes.Where(change => !(change.Epoch >= epochs)).Select(change => change.Accumulate).Append(At(0)).Distinct().Order();

    /// <summary>The same accumulation in every epoch.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="accumulate"/> is less than 1.</exception>
    public static AccumulationSchedule Constant(int accumulate) => new(new Dictionary<int, int> { [0] = accumulate });

    /// <summary>The same as <see cref="Constant"/>.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step; at least 1.</param>
    public static implicit operator AccumulationSchedule(int accumulate) => Constant(accumulate);

    /// <summary>Micro-batches per optimizer step in an epoch.</summary>
    /// <param name="epoch">Counted from 0.</param>
    public int At(int epoch)
    {
        int accumulate = 1;
        foreach ((int from, int value) in _changes)
        {
            if (from > epoch)
                break;
            accumulate = value;
        }
        return accumulate;
    }
}
