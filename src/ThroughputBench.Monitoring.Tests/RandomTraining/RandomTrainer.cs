using Xunit;

namespace ThroughputBench.Monitoring.Tests.RandomTraining;

/// <summary>Trains at random, and compares a meter with the reference at each log and at many points between.</summary>
internal sealed class RandomTrainer
{
    private const decimal Tolerance = 1e-12m;
    private static readonly long[] Frequencies = [1_000, 3_579_545, 10_000_000, 24_000_000, 1_000_000_000];

    private readonly int _seed;
    private readonly Random _random;
    private readonly Coverage _coverage;
    private readonly int _windowSteps;
    private readonly int _warmupSteps;
    private readonly long _longest;
    private readonly LogInterval _interval;
    private readonly int[] _accumulations;
    private readonly List<ReferenceRun> _runs = [];
    private ThroughputMeter _meter;
    private LogSchedule _schedule;
    private long _time;
    private int _budget;

    public RandomTrainer(int seed, Coverage coverage)
    {
        (_seed, _random, _coverage) = (seed, new Random(seed), coverage);
        _windowSteps = _random.Next(2) == 0 ? _random.Next(1, 21) : _random.Next(1, 201);
        _warmupSteps = _random.Next(3) == 0 ? _random.Next(1, 6) : 0;
        _longest = (long)Math.Pow(10, _random.Next(0, 10));
        _budget = _random.Next(10) == 0 ? _random.Next(1, 2_500) : _random.Next(1, 250);
        _time = _random.NextInt64(-(1L << 61), 1L << 61);
        int every = _random.Next(4) == 0 ? _random.Next(1, 501) : _random.Next(1, 41);
        _interval = new LogInterval(every, _random.Next(2) == 0 ? LogUnit.Batches : LogUnit.Steps);
        _accumulations = [.. Enumerable.Range(1, 40).Where(_interval.Accepts)];
        _meter = NewMeter(out _);
    }

    private ReferenceRun Run => _runs[^1];

    public void Train()
    {
        NewMeter(out long frequency);
        do
        {
            StartRun(frequency);
            int accumulate = _accumulations[_random.Next(_accumulations.Length)];
            for (int epoch = _random.Next(1, 5); epoch > 0 && _budget > 0; epoch--)
            {
                TrainEpoch(accumulate, batches: _random.Next(1, _random.Next(3) == 0 ? _budget + 1 : 4 * accumulate + 10));
                if (_random.Next(3) == 0)
                {
                    accumulate = _accumulations[_random.Next(_accumulations.Length)];
                    _coverage.ChangesOfAccumulation++;
                }
            }
            Interrupt(ref frequency);
        } while (_budget > 0);
    }

    private ThroughputMeter NewMeter(out long frequency)
    {
        frequency = Frequencies[_random.Next(Frequencies.Length)];
        return _meter = new ThroughputMeter(_windowSteps, frequency, _warmupSteps, stepTimes: true);
    }

    private void StartRun(long frequency)
    {
        _runs.Add(new ReferenceRun(frequency, hasItems: _random.Next(4) > 0, hasFlops: _random.Next(4) > 0));
        if (_runs.Count > 1 && _random.Next(5) > 0)
            _runs[^1] = new ReferenceRun(frequency, _runs[^2].HasItems, _runs[^2].HasFlops);
        _meter.Start(_time);
        _schedule = new LogSchedule(_interval);
        Compare();
    }

    /// <summary>
    /// The run ends; the next one is another of the same meter, or resumes from what was saved, with another meter and clock.
    /// </summary>
    private void Interrupt(ref long frequency)
    {
        _time += Ticks();
        if (_random.Next(2) == 0)
            return;
        ThroughputState saved = _meter.Save();
        _meter = NewMeter(out frequency);
        _meter.Load(saved);
        _time = _random.NextInt64(-(1L << 61), 1L << 61);
        _coverage.Resumptions++;
    }

    private void TrainEpoch(int accumulate, int batches)
    {
        int position = 0;
        for (int batch = 1; batch <= batches; batch++, _budget--)
        {
            bool endsCycle = ++position == accumulate || batch == batches;
            if (endsCycle && position < accumulate)
                _coverage.ShortCycles++;
            MicroBatch(endsCycle);
            if (_random.Next(80) == 0)
                Refuse();
            if (endsCycle)
            {
                Log(cycle: position);
                position = 0;
                if (batch == batches || _random.Next(10) == 0)
                    Pause(insideCycle: false);
            }
            else if (_random.Next(50) == 0)
            {
                Compare();
                Pause(insideCycle: true);
            }
        }
    }

    private void MicroBatch(bool endsCycle)
    {
        Pass(_random.Next(10) == 0 ? 0 : Ticks());
        if (endsCycle)
            Pass(1 + Ticks());
        BatchCounts counts = Counts();
        _meter.Add(_time, counts, endsCycle);
        Run.Add(counts, endsCycle);
    }

    private BatchCounts Counts()
    {
        long samples = _random.Next(1, 65);
        return new BatchCounts(
            samples,
            Run.HasItems ? samples * _random.Next(1, 2_048) : null,
            Run.HasFlops ? _random.NextInt64(0, 100_000_000_000_000) : null
        );
    }

    private void Pause(bool insideCycle)
    {
        Pass(_random.Next(2) == 0 ? 0 : Ticks());
        _meter.Pause(_time);
        if (_random.Next(20) == 0)
            RefuseWhilePaused();
        _time += _random.Next(2) == 0 ? 20 * Ticks() : Ticks();
        _meter.Resume(_time);
        Pass(_random.Next(2) == 0 ? 0 : Ticks());
        if (insideCycle)
            _coverage.PausesInsideCycles++;
        else
            _coverage.PausesAfterCycles++;
    }

    private void Log(int cycle)
    {
        Work total = Run.Total;
        (long now, long before) =
            _interval.Unit == LogUnit.Batches ? (total.Batches, total.Batches - cycle) : (total.Steps, total.Steps - 1);
        bool due = now / _interval.Every > before / _interval.Every;
        if (_schedule.IsDue(total.Batches, total.Steps) != due)
            Fail($"a log {_interval} was {(due ? "" : "not ")}due between {before} and {now}");
        if (!due && _random.Next(8) > 0)
            return;
        _coverage.Logs++;
        Compare();
    }

    private void Refuse()
    {
        BatchCounts good = Counts();
        Action[] calls =
        [
            () => _meter.Add(_time - 1, good, endsCycle: true),
            () => _meter.Add(_time, good with { Samples = 0 }, endsCycle: true),
            () => _meter.Add(_time, good with { Items = good.Samples - 1 }, endsCycle: false),
            () => _meter.Add(_time, good with { Flops = -1 }, endsCycle: false),
            () => _meter.Add(_time, good with { Items = Run.HasItems ? null : good.Samples }, endsCycle: false),
            () => _meter.Add(_time, good with { Flops = Run.HasFlops ? null : 1 }, endsCycle: false),
            () => _meter.Pause(_time - 1),
            () => _meter.Resume(_time),
            () => _meter.Load(new ThroughputState(double.NaN, 1, 1, 1, null, null)),
        ];
        Refused(calls[_random.Next(calls.Length)]);
    }

    private void RefuseWhilePaused()
    {
        Action[] calls = [() => _meter.Add(_time, Counts(), endsCycle: false), () => _meter.Pause(_time), () => _meter.Resume(_time - 1)];
        Refused(calls[_random.Next(calls.Length)]);
    }

    private void Refused(Action call)
    {
        if (Record.Exception(call) is null)
            Fail("a call that is wrong was not refused");
        _coverage.Refusals++;
        Compare();
    }

    private void Pass(long ticks)
    {
        _time += ticks;
        Run.Pass(ticks);
    }

    private long Ticks() => _random.NextInt64(_longest);

    private void Compare()
    {
        ThroughputSnapshot snapshot = _meter.Read();
        Work total = Run.Total;
        Check("seconds", total.Seconds, snapshot.Seconds);
        Check("batches", total.Batches, snapshot.Totals.Batches);
        Check("steps", total.Steps, snapshot.Totals.Steps);
        Check("samples", total.Samples, snapshot.Totals.Samples);
        Check("items", total.Items, snapshot.Totals.Items);
        Check("FLOPs", total.Flops, (decimal)snapshot.Totals.Flops);
        CompareWindow(snapshot);
        CompareLifetime(snapshot.Lifetime);
    }

    private void CompareWindow(in ThroughputSnapshot snapshot)
    {
        List<Work> window = Run.Window(_windowSteps, _warmupSteps);
        if ((window.Count > 0, window.Count > 0) != (snapshot.Rates.HasValue, snapshot.StepTimes.HasValue))
            Fail($"there are {window.Count} steps in the window, but {snapshot}");
        if (snapshot.Rates is not { } rates || snapshot.StepTimes is not { } stepTimes)
            return;
        Work span = Work.Of(window);
        if (rates.IsPartial != window.Count < _windowSteps)
            Fail($"the window has {window.Count} of {_windowSteps} steps, but {rates}");
        if (!rates.IsPartial)
            _coverage.FullWindows++;
        if (!rates.IsPartial && _windowSteps > 100)
            _coverage.FullWideWindows++;
        Check("window's steps", window.Count, rates.Steps);
        Check("window's seconds", span.Seconds, rates.Seconds);
        Check("batches/s", span.Batches / span.Seconds, rates.BatchesPerSecond);
        Check("samples/s", span.Samples / span.Seconds, rates.SamplesPerSecond);
        Check("items/s", Run.HasItems ? span.Items / span.Seconds : null, rates.ItemsPerSecond);
        Check("FLOP/s", Run.HasFlops ? span.Flops / span.Seconds : null, rates.FlopsPerSecond);
        decimal[] ascending = [.. window.Select(step => step.Seconds)];
        Array.Sort(ascending);
        Check("p50", ReferenceRun.Quantile(ascending, 50), stepTimes.P50Seconds);
        Check("p95", ReferenceRun.Quantile(ascending, 95), stepTimes.P95Seconds);
        Check("max", ascending[^1], stepTimes.MaxSeconds);
    }

    private void CompareLifetime(in ThroughputState lifetime)
    {
        List<ReferenceRun> counted = [.. _runs.Where(run => run.Total.Batches > 0)];
        Work all = Work.Of(counted.Select(run => run.Total));
        Check("lifetime's seconds", all.Seconds, lifetime.Seconds);
        Check("lifetime's batches", all.Batches, lifetime.Batches);
        Check("lifetime's steps", all.Steps, lifetime.Steps);
        Check("lifetime's samples", all.Samples, lifetime.Samples);
        Check("lifetime's items", counted.Count > 0 && counted.All(run => run.HasItems) ? all.Items : null, lifetime.Items);
        Check("lifetime's FLOPs", counted.Count > 0 && counted.All(run => run.HasFlops) ? all.Flops : null, (double?)lifetime.Flops);
    }

    private void Check(string what, decimal? expected, double? actual)
    {
        if (expected.HasValue != actual.HasValue || (expected is { } right && Math.Abs((decimal)actual!.Value - right) > Tolerance * right))
            Fail($"{what} should be {expected}, not {actual}");
    }

    private void Check(string what, decimal expected, decimal actual)
    {
        if (expected != actual)
            Fail($"{what} should be {expected}, not {actual}");
    }

    private void Fail(string what) =>
        Assert.Fail($"Seed {_seed}, W = {_windowSteps}, warm-up {_warmupSteps}, {_interval}, run {_runs.Count}: {what}.");
}
