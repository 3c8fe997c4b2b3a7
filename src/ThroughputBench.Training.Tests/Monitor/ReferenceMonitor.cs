using ThroughputBench.Monitoring;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>
/// The right figures of a monitor, taken from lists of all events: slow and obvious. It comes before the monitor in the callbacks, receives
/// the time that the work takes, and reads no clock.
/// </summary>
internal sealed class ReferenceMonitor(ThroughputMonitorOptions<torch.Tensor> options, LogInterval interval, long frequency)
    : Callback<torch.Tensor>
{
    private readonly Dictionary<Stage, List<Spent>> _runs = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => new List<Spent>());
    private readonly Dictionary<Stage, Spent> _before = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => default(Spent));
    private long _training,
        _evaluation;
    private bool _logIsDue;
    private long _logged;

    public int Logs { get; private set; }

    public int PartialLogs { get; private set; }

    /// <summary>Training takes time.</summary>
    public void Train(long ticks) => _training += ticks;

    /// <summary>A pass over validation data takes time.</summary>
    public void Evaluate(long ticks) => _evaluation += ticks;

    /// <summary>The next run of the same lifetime begins.</summary>
    public void Resume()
    {
        Begin(Stage.Train);
        (_training, _logged) = (0, 0);
    }

    /// <summary>Another monitor takes up the lifetime.</summary>
    public void Load()
    {
        foreach (Stage stage in Enum.GetValues<Stage>())
            Begin(stage);
    }

    public override void OnEvaluationStart(TrainerState state)
    {
        if (state.IsSanityCheck)
            return;
        Assert.False(_logIsDue);
        Begin(state.Stage);
        _evaluation = 0;
    }

    public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss)
    {
        Assert.False(_logIsDue, "A log that was due did not come.");
        Add(Stage.Train, batch, ref _training, state.EndsCycle, flopsPerSample: 30);
        if (state.EndsCycle)
            EndCycle();
    }

    public override void OnLateCycleEnd(TrainerState state)
    {
        List<Spent> batches = _runs[Stage.Train];
        batches[^1] = batches[^1] with { Seconds = batches[^1].Seconds + (decimal)_training / frequency, Steps = 1 };
        _training = 0;
        EndCycle();
    }

    private void EndCycle()
    {
        List<Spent> batches = _runs[Stage.Train];
        int cycle = 1 + batches.AsEnumerable().Reverse().Skip(1).TakeWhile(one => one.Steps == 0).Count();
        Spent before = _before[Stage.Train]; // L counts over all runs
        long steps = before.Steps + batches.Sum(one => one.Steps),
            all = before.Batches + batches.Count;
        (long now, long then) = interval.Unit == LogUnit.Batches ? (all, all - cycle) : (steps, steps - 1);
        _logIsDue = now / interval.Every > then / interval.Every;
    }

    public override void OnTrainEnd(TrainerState state)
    {
        Assert.False(_logIsDue, "The last log that was due did not come.");
        _logIsDue = _runs[Stage.Train].Count > _logged;
    }

    public override void OnEvaluationBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor output)
    {
        if (state.IsSanityCheck)
            return;
        Assert.False(_logIsDue);
        Add(state.Stage, batch, ref _evaluation, endsStep: true, flopsPerSample: 10);
        _logIsDue = _runs[state.Stage].Count % interval.Every == 0;
    }

    public override void OnEvaluationEnd(TrainerState state)
    {
        if (!state.IsSanityCheck)
            _logIsDue = _runs[state.Stage].Count % interval.Every != 0;
    }

    /// <summary>Holds what the monitor says against the lists.</summary>
    public void Compare(TrainerState state, ThroughputSnapshot snapshot)
    {
        Assert.True(_logIsDue, "A log came that was not due.");
        _logIsDue = false;
        if (state.Stage == Stage.Train)
            _logged = snapshot.Totals.Batches;
        Logs++;
        CompareTotals(state.Stage, snapshot);
        List<Spent> steps = StepsOf(_runs[state.Stage]);
        List<Spent> window = [.. steps.Skip(state.Stage == Stage.Train ? options.WarmupSteps : 0).TakeLast(options.WindowSteps)];
        Assert.Equal(window.Count > 0, snapshot.Rates.HasValue);
        if (snapshot.Rates is not { } rates || snapshot.StepTimes is not { } times)
            return;
        Spent span = Spent.Of(window);
        if (rates.IsPartial)
            PartialLogs++;
        Assert.Equal((window.Count, window.Count < options.WindowSteps), (rates.Steps, rates.IsPartial));
        Close(span.Seconds, rates.Seconds);
        Close(span.Batches / span.Seconds, rates.BatchesPerSecond);
        Close(span.Samples / span.Seconds, rates.SamplesPerSecond);
        Close(span.Items / span.Seconds, rates.ItemsPerSecond!.Value);
        Close(span.Flops / span.Seconds, rates.FlopsPerSecond!.Value);
        decimal[] ascending = [.. window.Select(step => step.Seconds).Order()];
        Close(ascending[(ascending.Length * 50 + 99) / 100 - 1], times.P50Seconds);
        Close(ascending[(ascending.Length * 95 + 99) / 100 - 1], times.P95Seconds);
        Close(ascending[^1], times.MaxSeconds);
    }

    /// <summary>Nothing that was due is missing, and the lifetime's totals are those of all runs.</summary>
    public void CompareAtEnd(ThroughputMonitor<torch.Tensor> monitor)
    {
        Assert.False(_logIsDue, "The last log did not come.");
        CompareTotals(Stage.Train, monitor.Training);
        CompareTotals(Stage.Validate, monitor.Read(Stage.Validate));
    }

    private static List<Spent> StepsOf(List<Spent> batches)
    {
        List<Spent> steps = [],
            open = [];
        foreach (Spent batch in batches)
        {
            open.Add(batch);
            if (batch.Steps == 0)
                continue;
            steps.Add(Spent.Of(open));
            open.Clear();
        }
        return steps;
    }

    private static void Close(decimal expected, double actual) =>
        Assert.True(Math.Abs((decimal)actual - expected) <= 1e-12m * expected, $"{actual} should be {expected}.");

    private void Begin(Stage stage)
    {
        _before[stage] = Spent.Of([_before[stage], .. _runs[stage]]);
        _runs[stage].Clear();
    }

    private void Add(Stage stage, torch.Tensor batch, ref long ticks, bool endsStep, long flopsPerSample)
    {
        long samples = batch.size(0);
        _runs[stage].Add(new Spent((decimal)ticks / frequency, 1, endsStep ? 1 : 0, samples, 7 * samples, flopsPerSample * samples));
        ticks = 0;
    }

    private void CompareTotals(Stage stage, ThroughputSnapshot snapshot)
    {
        Spent run = Spent.Of(_runs[stage]),
            all = Spent.Of([_before[stage], run]);
        Close(run.Seconds, snapshot.Seconds);
        Assert.Equal(
            (run.Batches, run.Steps, run.Samples, run.Items),
            (snapshot.Totals.Batches, snapshot.Totals.Steps, snapshot.Totals.Samples, snapshot.Totals.Items)
        );
        Assert.Equal(run.Flops, snapshot.Totals.Flops);
        Close(all.Seconds, snapshot.Lifetime.Seconds);
        Assert.Equal(
            (all.Batches, all.Steps, all.Samples),
            (snapshot.Lifetime.Batches, snapshot.Lifetime.Steps, snapshot.Lifetime.Samples)
        );
        if (all.Batches > 0)
            Assert.Equal((all.Items, (Int128)all.Flops), (snapshot.Lifetime.Items!.Value, snapshot.Lifetime.Flops!.Value));
    }
}
