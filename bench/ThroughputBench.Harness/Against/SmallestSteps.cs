using System.Diagnostics;
using ThroughputBench.Benchmarks;
using ThroughputBench.Monitoring;
using ThroughputBench.Pairing;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>
/// The monitors of two builds in steps that do next to nothing, each loaded several times. Between real steps the caches are cold, and what
/// a hook takes depends on where its code lies: two loads of one build were 70 ns apart. Here they were 7 ns apart, so a few loads show what
/// a hook has more to do; what it has to wait for more shows in real steps alone.
/// </summary>
internal sealed class SmallestSteps : IDisposable
{
    private const int LogEvery = 4;

    /// <summary>The sides take turns of so many micro-batches: some 0.1 s in all.</summary>
    private const int Turn = 40;

    private const int Turns = 120;

    private readonly SectionTimes _oldTimes = new();
    private readonly SectionTimes _newTimes = new();
    private readonly (TrainingSide Old, TrainingSide New)[] _loads;

    /// <summary>Begins to train with each load of both.</summary>
    public SmallestSteps(TrainingBench bench, IReadOnlyList<SideLoad> loads) =>
        _loads =
        [
            .. loads.Select(load =>
                (
                    load.Old.TrainOneNumber(bench, LogInterval.Batches(LogEvery), _oldTimes),
                    load.New.TrainOneNumber(bench, LogInterval.Batches(LogEvery), _newTimes)
                )
            ),
        ];

    /// <summary>Trains until the code of all is compiled for good: together, because the compiler waits before it begins.</summary>
    public void WarmUp() => HookWarmUp.Run([.. _loads.SelectMany(load => new[] { load.Old, load.New })]);

    /// <summary>What the new hooks take more, load by load, and the time of a step; <see cref="WarmUp"/> comes first.</summary>
    /// <param name="cancellation">Ends it.</param>
    public IEnumerable<(SectionReading Hooks, double StepNanoseconds)> Measure(CancellationToken cancellation)
    {
        foreach ((TrainingSide old, TrainingSide other) in _loads)
        {
            cancellation.ThrowIfCancellationRequested();
            _oldTimes.Clear(Turn * Turns);
            _newTimes.Clear(Turn * Turns);
            long start = Stopwatch.GetTimestamp();
            for (int turn = 0; turn < Turns; turn++)
            {
                bool oldFirst = turn % 2 == 0;
                (oldFirst ? old : other).Advance(Turn);
                (oldFirst ? other : old).Advance(Turn);
            }
            double step = Stopwatch.GetElapsedTime(start).TotalNanoseconds / (2 * Turn * Turns);
            var series = new SectionSeries(_oldTimes.Taken(), _newTimes.Taken(), LogEvery, 1e9 / Stopwatch.Frequency);
            yield return (SectionReading.Of(series), step);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((TrainingSide old, TrainingSide other) in _loads)
        {
            old.End();
            other.End();
        }
    }
}
