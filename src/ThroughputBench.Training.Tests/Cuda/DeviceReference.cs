using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// What a monitor ought to say on a device, taken from lists of all that was done and of when the device will have done it: slow and obvious. It stands
/// before the monitor among the callbacks and asks the device itself, not by events.
/// </summary>
internal sealed class DeviceReference(ThroughputMonitorOptions<torch.Tensor> options, SimulatedCuda cuda, Clock clock) : Callback<torch.Tensor>
{
    private readonly Dictionary<Stage, List<Moment>> _runs = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => new List<Moment>());
    private readonly Dictionary<Stage, Spent> _before = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => default(Spent));

    private enum Kind { Start, Batch, CycleEnd, LateCycleEnd, Pause, Resume }

    public int Logs { get; private set; }

    /// <summary>Logs that came before the device had done all that they were to tell of.</summary>
    public int LateLogs { get; private set; }

    public override void OnTrainStart(TrainerState state) => Begin(Stage.Train);

    public override void OnTrainPause(TrainerState state) => Add(Stage.Train, Kind.Pause);

    public override void OnTrainResume(TrainerState state) => Add(Stage.Train, Kind.Resume);

    public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss) =>
        Add(Stage.Train, state.EndsCycle ? Kind.CycleEnd : Kind.Batch, batch.size(0));

    public override void OnLateCycleEnd(TrainerState state) => Add(Stage.Train, Kind.LateCycleEnd);

    public override void OnEvaluationStart(TrainerState state)
    {
        if (!state.IsSanityCheck)
            Begin(state.Stage);
    }

    public override void OnEvaluationBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor output)
    {
        if (!state.IsSanityCheck)
            Add(state.Stage, Kind.CycleEnd, batch.size(0));
    }

    /// <summary>Holds a log against what the device has done by now. An evaluation's end has waited, so by then that is everything.</summary>
    public void Compare(TrainerState state, ThroughputSnapshot snapshot)
    {
        Logs++;
        List<Moment> passed = [.. _runs[state.Stage].Where(moment => moment.KnownAt(_runs[state.Stage]) <= clock.Ticks)];
        if (passed.Count < _runs[state.Stage].Count)
            LateLogs++;
        Compare(state.Stage, passed, snapshot);
    }

    /// <summary>Once a run is over, everything is known.</summary>
    public void CompareAtEnd(ThroughputMonitor<torch.Tensor> monitor)
    {
        Compare(Stage.Train, _runs[Stage.Train], monitor.Training);
        if (_runs[Stage.Validate].Count > 0)
            Compare(Stage.Validate, _runs[Stage.Validate], monitor.Read(Stage.Validate));
    }

    private static void Close(decimal expected, double actual) =>
        Assert.True(Math.Abs((decimal)actual - expected) <= 1e-12m * expected, $"{actual} should be {expected}.");

    private void Begin(Stage stage)
    {
        _before[stage] = Spent.Of([_before[stage], .. StepsAndRest(_runs[stage])]);
        _runs[stage].Clear();
        Add(stage, Kind.Start);
    }

    private void Add(Stage stage, Kind kind, long samples = 0) => _runs[stage].Add(new Moment(kind, cuda.FreeAt, samples));

    private void Compare(Stage stage, List<Moment> moments, ThroughputSnapshot snapshot)
    {
        Spent run = Spent.Of(StepsAndRest(moments)), all = Spent.Of([_before[stage], run]);
        Close(run.Seconds, snapshot.Seconds);
        Assert.Equal((run.Batches, run.Steps, run.Samples), (snapshot.Totals.Batches, snapshot.Totals.Steps, snapshot.Totals.Samples));
        Close(all.Seconds, snapshot.Lifetime.Seconds);
        Assert.Equal((all.Batches, all.Steps, all.Samples), (snapshot.Lifetime.Batches, snapshot.Lifetime.Steps, snapshot.Lifetime.Samples));
        List<Spent> window = [.. StepsAndRest(moments).Where(part => part.Steps == 1).Skip(stage == Stage.Train ? options.WarmupSteps : 0).TakeLast(options.WindowSteps)];
        Assert.Equal(window.Count > 0, snapshot.Rates.HasValue);
        if (snapshot.Rates is not { } rates || snapshot.StepTimes is not { } times)
            return;
        Spent span = Spent.Of(window);
        Assert.Equal(window.Count, rates.Steps);
        Close(span.Seconds, rates.Seconds);
        Close(span.Samples / span.Seconds, rates.SamplesPerSecond);
        Close(window.Max(step => step.Seconds), times.MaxSeconds);
    }

    /// <summary>Each step, and at the end what belongs to none: the device's time in it, pauses left out.</summary>
    private IEnumerable<Spent> StepsAndRest(List<Moment> moments)
    {
        var open = default(Spent);
        long last = 0, ticks = 0;
        bool paused = false;
        foreach (Moment moment in moments)
        {
            long at = moment.Kind == Kind.Batch ? moment.KnownAt(_runs.Values.First(run => run.Contains(moment))) : moment.At;
            ticks += moment.Kind == Kind.Start || paused ? 0 : at - last;
            (last, paused) = (at, moment.Kind == Kind.Pause);
            if (moment.Kind is not (Kind.Batch or Kind.CycleEnd or Kind.LateCycleEnd))
                continue;
            bool ends = moment.Kind != Kind.Batch;
            open = Spent.Of([open, new Spent((decimal)ticks / clock.TimestampFrequency, moment.Kind == Kind.LateCycleEnd ? 0 : 1, ends ? 1 : 0, moment.Samples, 0, 0)]);
            ticks = 0;
            if (!ends)
                continue;
            yield return open;
            open = default;
        }
        if (open.Batches > 0)
            yield return open;
    }

    private sealed record Moment(Kind Kind, long At, long Samples)
    {
        private readonly Guid _one = Guid.NewGuid(); // two moments that look alike are two all the same

        /// <summary>The monitor learns of a micro-batch inside a cycle when the device has passed what comes next in the stream and is not inside one.</summary>
        public long KnownAt(List<Moment> run) => Kind != Kind.Batch
            ? At
            : run.SkipWhile(moment => moment != this).FirstOrDefault(moment => moment.Kind != Kind.Batch)?.At ?? long.MaxValue;
    }
}
