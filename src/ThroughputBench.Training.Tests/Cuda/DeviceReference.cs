using ThroughputBench.Monitoring;
using ThroughputBench.Training.Tests.Monitor;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// What a monitor ought to say on a device, taken from lists of all that was done and of when the device will have done it: slow and
/// obvious. It stands before the monitor among the callbacks and asks the device itself, not by events.
/// </summary>
internal sealed class DeviceReference(ThroughputMonitorOptions<torch.Tensor> options, SimulatedCuda cuda, Clock clock)
    : Callback<torch.Tensor>
{
    private readonly Dictionary<Stage, List<Moment>> _runs = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => new List<Moment>());
    private readonly Dictionary<Stage, Spent> _before = Enum.GetValues<Stage>().ToDictionary(stage => stage, _ => default(Spent));

    /// <summary>Whether the stage has come to its end, and the monitor has waited for the device.</summary>
    private bool _hasWaited;

    private enum Kind
    {
        Start,
        Batch,
        CycleEnd,
        LateCycleEnd,
        Pause,
        Resume,
    }

    public int Logs { get; private set; }

    /// <summary>
    /// Comparisons that had a whole cycle to make a rate of; of these, those without a rate, and those whose window was narrower than it
    /// could be.
    /// </summary>
    public int Windows { get; private set; }

    public int NoWindow { get; private set; }

    public int NarrowWindows { get; private set; }

    /// <summary>Comparisons at the end of a stage whose window ended earlier.</summary>
    public int KeptWindows { get; private set; }

    /// <summary>Logs that came before the device had done all that they were to tell of.</summary>
    public int LateLogs { get; private set; }

    public override void OnTrainStart(TrainerState state) => Begin(Stage.Train);

    public override void OnTrainPause(TrainerState state) => Add(Stage.Train, Kind.Pause);

    public override void OnTrainResume(TrainerState state) => Add(Stage.Train, Kind.Resume);

    public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss) =>
        Add(Stage.Train, state.EndsCycle ? Kind.CycleEnd : Kind.Batch, batch.size(0));

    public override void OnLateCycleEnd(TrainerState state) => Add(Stage.Train, Kind.LateCycleEnd);

    public override void OnTrainEnd(TrainerState state) => _hasWaited = true;

    public override void OnEvaluationEnd(TrainerState state) => _hasWaited = true;

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

    /// <summary>
    /// Holds a log against what the device has done by now. An evaluation's end has waited, so by then that is everything.
    /// </summary>
    public void Compare(TrainerState state, ThroughputSnapshot snapshot)
    {
        Logs++;
        List<Moment> run = _runs[state.Stage],
            passed = [.. run.Where(moment => moment.KnownAt(run) <= clock.Ticks)];
        if (passed.Count < run.Count)
            LateLogs++;
        if (!options.StepTimes)
            passed = ToldOf(passed, snapshot.Totals.Steps);
        Compare(state.Stage, passed, snapshot);
    }

    /// <summary>Once a run is over, everything is known.</summary>
    public void CompareAtEnd(ThroughputMonitor<torch.Tensor> monitor)
    {
        _hasWaited = true;
        Compare(Stage.Train, _runs[Stage.Train], monitor.Training);
        if (_runs[Stage.Validate].Count > 0)
            Compare(Stage.Validate, _runs[Stage.Validate], monitor.Read(Stage.Validate));
    }

    private static void Close(decimal expected, double actual) =>
        Assert.True(Math.Abs((decimal)actual - expected) <= 1e-12m * expected, $"{actual} should be {expected}.");

    /// <summary>Without an event for every step a log tells of an older end than the newest; of which, it says.</summary>
    private static List<Moment> ToldOf(List<Moment> passed, long steps)
    {
        List<Moment> ends = [.. passed.Where(moment => moment.Kind is Kind.CycleEnd or Kind.LateCycleEnd)];
        Assert.InRange(steps, 0, ends.Count);
        return steps == 0 ? passed[..Math.Min(1, passed.Count)] : passed[..(passed.IndexOf(ends[(int)steps - 1]) + 1)];
    }

    private static bool IsOf(List<Spent> steps, ThroughputRates rates) =>
        Spent.Of(steps) is var span
        && Math.Abs((decimal)rates.Seconds - span.Seconds) <= 1e-12m * span.Seconds
        && Math.Abs(rates.SamplesPerSecond / (double)(span.Samples / span.Seconds) - 1) <= 1e-12;

    private void Begin(Stage stage)
    {
        _before[stage] = Spent.Of([_before[stage], .. StepsAndRest(_runs[stage])]);
        _runs[stage].Clear();
        Add(stage, Kind.Start);
    }

    private void Add(Stage stage, Kind kind, long samples = 0)
    {
        _hasWaited = false;
        _runs[stage].Add(new Moment(kind, cuda.FreeAt, samples));
    }

    private void Compare(Stage stage, List<Moment> moments, ThroughputSnapshot snapshot)
    {
        Spent run = Spent.Of(StepsAndRest(moments)),
            all = Spent.Of([_before[stage], run]);
        Close(run.Seconds, snapshot.Seconds);
        Assert.Equal((run.Batches, run.Steps, run.Samples), (snapshot.Totals.Batches, snapshot.Totals.Steps, snapshot.Totals.Samples));
        Close(all.Seconds, snapshot.Lifetime.Seconds);
        Assert.Equal(
            (all.Batches, all.Steps, all.Samples),
            (snapshot.Lifetime.Batches, snapshot.Lifetime.Steps, snapshot.Lifetime.Samples)
        );
        List<Spent> window =
        [
            .. StepsAndRest(moments)
                .Where(part => part.Steps == 1)
                .Skip(stage == Stage.Train ? options.WarmupSteps : 0)
                .TakeLast(options.WindowSteps),
        ];
        Windows += window.Count > 0 ? 1 : 0;
        if (!options.StepTimes)
        {
            // If cycles vary, a window's foreseen beginning may have no event; it then begins later, and says so.
            NoWindow += window.Count > 0 && !snapshot.Rates.HasValue ? 1 : 0;
            NarrowWindows += window.Count > 0 && snapshot.Rates?.Steps < window.Count ? 1 : 0;
            Assert.InRange(snapshot.Rates?.Steps ?? 0, 0, window.Count);
            window = [.. window.TakeLast((int)(snapshot.Rates?.Steps ?? 0))];
            if (_hasWaited && snapshot.Rates is { } kept && !IsOf(window, kept))
            {
                // No window could end at the end of all: the latest one that could be reported was kept.
                KeptWindows++;
                List<Spent> steps = [.. StepsAndRest(moments).Where(part => part.Steps == 1)];
                Assert.Contains(Enumerable.Range(0, steps.Count - window.Count + 1), first =>
                    IsOf(steps[first..(first + window.Count)], kept)
                );
                return;
            }
        }
        Assert.Equal(window.Count > 0, snapshot.Rates.HasValue);
        if (snapshot.Rates is not { } rates)
            return;
        Spent span = Spent.Of(window);
        Assert.Equal(window.Count, rates.Steps);
        Close(span.Seconds, rates.Seconds);
        Close(span.Samples / span.Seconds, rates.SamplesPerSecond);
        if (snapshot.StepTimes is { } times)
            Close(window.Max(step => step.Seconds), times.MaxSeconds);
    }

    /// <summary>Each step, and at the end what belongs to none: the device's time in it, pauses left out.</summary>
    private IEnumerable<Spent> StepsAndRest(List<Moment> moments)
    {
        var open = default(Spent);
        long last = 0,
            ticks = 0;
        bool paused = false;
        foreach (Moment moment in moments)
        {
            long at = moment.Kind == Kind.Batch ? moment.KnownAt(_runs.Values.First(run => run.Contains(moment))) : moment.At;
            ticks += moment.Kind == Kind.Start || paused ? 0 : at - last;
            (last, paused) = (at, moment.Kind == Kind.Pause);
            if (moment.Kind is not (Kind.Batch or Kind.CycleEnd or Kind.LateCycleEnd))
                continue;
            bool ends = moment.Kind != Kind.Batch;
            open = Spent.Of([
                open,
                new Spent(
                    (decimal)ticks / clock.TimestampFrequency,
                    moment.Kind == Kind.LateCycleEnd ? 0 : 1,
                    ends ? 1 : 0,
                    moment.Samples,
                    0,
                    0
                ),
            ]);
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

        /// <summary>
        /// The monitor learns of a micro-batch inside a cycle when the device has passed what comes next in the stream and is not inside
        /// one.
        /// </summary>
        public long KnownAt(List<Moment> run) =>
            Kind != Kind.Batch
                ? At
                : run.SkipWhile(moment => moment != this).FirstOrDefault(moment => moment.Kind != Kind.Batch)?.At ?? long.MaxValue;
    }
}
