using ThroughputBench.Monitoring;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// A stage's timing by events, driven as a monitor drives it but without a training, so that millions of steps are quick; and the truth,
/// kept in a list.
/// </summary>
internal sealed class DrivenStage
{
    /// <summary>A sixteenth of a millisecond: multiples of it are numbers that single precision holds exactly.</summary>
    public const long Unit = 625;

    private delegate void Counting(in NextLog next);

    private readonly int _window;
    private readonly int _warmup;
    private readonly bool _asksAlways;
    private readonly ThroughputMeter _meter;
    private readonly StageTiming _timing;
    private readonly List<(long Device, long Stage, long Batches)> _ends = [(0, 0, 0)];
    private LogSchedule _schedule;
    private long _paused;
    private long _pausedAt;

    /// <param name="interval">How often to log.</param>
    /// <param name="window">The window's width in steps.</param>
    /// <param name="warmup">Steps before it opens.</param>
    /// <param name="batchesBefore">Micro-batches that were trained in an earlier run.</param>
    /// <param name="stepsBefore">Steps, likewise.</param>
    /// <param name="asksAlways">Whether each end of a cycle is asked about, so that nothing is only added up.</param>
    public DrivenStage(
        LogInterval interval,
        int window,
        int warmup = 0,
        long batchesBefore = 0,
        long stepsBefore = 0,
        bool asksAlways = false
    )
    {
        (_window, _warmup, _asksAlways) = (window, warmup, asksAlways);
        _schedule = new LogSchedule(interval, batchesBefore, stepsBefore);
        Cuda = new SimulatedCuda(Clock) { IsSilent = true };
        _meter = new ThroughputMeter(window, Clock.TimestampFrequency, warmup);
        _timing = StageTiming.Of(DeviceTiming.Events, new CudaStream(Cuda), _meter, Clock);
        _timing.Start();
        _paused = Cuda.FreeAt;
        _ends[0] = (Cuda.FreeAt, 0, 0);
    }

    public Clock Clock { get; } = new();

    public SimulatedCuda Cuda { get; }

    public long Steps => _ends.Count - 1;

    /// <summary>Micro-batches in all.</summary>
    public long Batches { get; private set; }

    /// <summary>Micro-batches that were only added up.</summary>
    public long Quiet { get; private set; }

    /// <summary>What the logs did, oldest first.</summary>
    public List<Log> Logs { get; } = [];

    /// <summary>Trains one cycle.</summary>
    /// <param name="host">The host's time for a micro-batch, in units.</param>
    /// <param name="device">The device's, likewise.</param>
    /// <param name="accumulate">Micro-batches that a cycle has in this epoch.</param>
    /// <param name="length">Micro-batches that this one has.</param>
    /// <param name="isLate">Whether the cycle turns out to be over only after its last micro-batch was counted, and steps then.</param>
    /// <param name="pauseAfter">After how many of them another stage has the device; never if <see langword="null"/>.</param>
    public void Cycle(long host, long device, int accumulate = 1, int? length = null, bool isLate = false, int? pauseAfter = null)
    {
        for (int i = 1; i <= (length ?? accumulate); i++)
        {
            Clock.PassTicks(Unit * host);
            Cuda.Launch(Unit * device);
            Batches++;
            bool ends = i == (length ?? accumulate) && !isLate;
            Count(accumulate, ends, (in next) =>
            {
                if (_timing.TryAddQuietly(new BatchCounts(1), ends, Batches, accumulate))
                    Quiet++;
                else
                    _timing.Add(new BatchCounts(1), ends, next);
            });
            if (i == pauseAfter)
                Pause(device);
        }
        if (!isLate)
            return;
        Cuda.Launch(Unit * device);
        Count(accumulate, ends: true, (in next) => _timing.EndCycle(next));
    }

    /// <summary>Another stage has the device for a while.</summary>
    public void Pause(long device)
    {
        _timing.Pause();
        _pausedAt = Cuda.FreeAt;
        Cuda.Launch(Unit * device);
        _timing.Resume();
        _paused += Cuda.FreeAt - _pausedAt;
    }

    /// <summary>Waits for everything, as the end of a stage does, and holds the totals against the truth.</summary>
    public void Settle()
    {
        _timing.Settle();
        Assert.Equal((Batches, Steps), (_meter.Totals.Batches, _meter.Totals.Steps));
        Assert.Equal(Cuda.FreeAt - _paused, _meter.Totals.Ticks);

        // If cycles varied so much that no window can end here, the latest that could be reported is kept.
        Assert.True(IsTrueWindow(Steps) || Enumerable.Range(0, (int)Steps).Any(end => IsTrueWindow(end)));
    }

    public void End() => _timing.End();

    /// <summary>What was asked of the driver since the latest log, outside of logs.</summary>
    public Calls Between { get; private set; }

    private void Count(int accumulate, bool ends, Counting count)
    {
        if (ends)
            _ends.Add((Cuda.FreeAt, Cuda.FreeAt - _paused, Batches));
        bool logs = ends && _schedule.IsDue(Batches, Steps);
        NextLog next = !ends
            ? NextLog.NotHere
            : new NextLog(logs ? 0 : _schedule.CyclesUntilDue(Batches, Steps, accumulate), _schedule.CyclesApart(accumulate));
        Calls before = Calls.Of(Cuda);
        long quiet = Quiet;
        count(next);
        bool isQuiet = Quiet > quiet;
        Between += Calls.Of(Cuda) - before;
        Assert.False(isQuiet && logs);
        if (logs)
            TakeIn(accumulate);
        if (ends && !isQuiet && !_asksAlways)
            _timing.BeQuiet(_schedule, Batches, Steps, accumulate);
    }

    private void TakeIn(int accumulate)
    {
        Calls before = Calls.Of(Cuda);
        _timing.TakeIn();
        long reported = _meter.Totals.Steps,
            passed = _ends.FindLastIndex(end => end.Device <= Clock.Ticks);
        Assert.InRange(reported, 0, Math.Max(0, passed));
        Assert.Equal((_ends[(int)reported].Stage, _ends[(int)reported].Batches), (_meter.Totals.Ticks, _meter.Totals.Batches));
        Assert.True(IsTrueWindow(reported));
        Logs.Add(
            new Log(
                Steps,
                Math.Max(0, passed),
                reported,
                _meter.ReadRates()?.Steps ?? 0,
                _schedule.CyclesApart(accumulate),
                Between,
                Calls.Of(Cuda) - before
            )
        );
        Between = default;
    }

    private bool IsTrueWindow(long end)
    {
        if (_meter.ReadRates() is not { } rates)
            return true;
        if (rates.Steps < 1 || rates.Steps > Math.Min(_window, end - _warmup))
            return false;
        (long Device, long Stage, long Batches) from = _ends[(int)(end - rates.Steps)],
            to = _ends[(int)end];
        long ticks = to.Stage - from.Stage,
            frequency = Clock.TimestampFrequency;
        return ((double)ticks / frequency, (to.Batches - from.Batches) * ((double)frequency / ticks), rates.Steps < _window)
            == (rates.Seconds, rates.BatchesPerSecond, rates.IsPartial);
    }

    /// <summary>One log.</summary>
    /// <param name="At">The step that it followed.</param>
    /// <param name="Passed">The newest step that the device had done.</param>
    /// <param name="Reported">The step that it reported.</param>
    /// <param name="Window">Steps in its window.</param>
    /// <param name="Apart">Steps between two logs.</param>
    /// <param name="Between">Calls since the log before.</param>
    /// <param name="Within">Calls in the log.</param>
    public sealed record Log(long At, long Passed, long Reported, long Window, long Apart, Calls Between, Calls Within)
    {
        public long Lag => At - Reported;

        /// <summary>A quarter of the interval in whole steps.</summary>
        public long Quarter => (Apart + 3) / 4;
    }

    /// <summary>Calls of the driver.</summary>
    /// <param name="Records">Events placed.</param>
    /// <param name="Queries">Questions whether an event has happened, and times that were asked for of one that had not.</param>
    /// <param name="Reads">Times read.</param>
    /// <param name="All">All calls, without events made.</param>
    public readonly record struct Calls(int Records, int Queries, int Reads, int All)
    {
        public static Calls Of(SimulatedCuda cuda) =>
            new(
                cuda.Count("record"),
                cuda.Count("query") + cuda.NotReadyTimes,
                cuda.Count("elapsed") - cuda.NotReadyTimes,
                cuda.CallCount - cuda.Count("create")
            );

        public static Calls operator -(Calls a, Calls b) =>
            new(a.Records - b.Records, a.Queries - b.Queries, a.Reads - b.Reads, a.All - b.All);

        public static Calls operator +(Calls a, Calls b) =>
            new(a.Records + b.Records, a.Queries + b.Queries, a.Reads + b.Reads, a.All + b.All);
    }
}
