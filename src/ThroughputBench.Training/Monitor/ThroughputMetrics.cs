using System.Runtime.CompilerServices;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training;

/// <summary>One stage's metrics under the names that Lightning's users know. Only names that can have a value are among them.</summary>
internal sealed class ThroughputMetrics
{
    private readonly Choice _choice;
    private readonly MetricNames _names;
    private readonly double[] _values;
    private int _collections;
    private long _allocatedBytes;
    private int _thread;
    private TimeBreakdown _spent;
    private DataWait.Reading _waited;

    /// <param name="stage">The stage.</param>
    /// <param name="choice">What is logged.</param>
    /// <exception cref="ArgumentException">A name cannot be a metric's.</exception>
    public ThroughputMetrics(Stage stage, Choice choice)
    {
        _choice = choice;
        _names = ThroughputMetricNames.Of(stage, choice);
        _values = new double[_names.Names.Length];
    }

    /// <summary>The metrics' names.</summary>
    public MetricNames Names => _names;

    /// <summary>The stage begins: figures "since the last log" start here.</summary>
    public void Begin(TrainerState state)
    {
        (_collections, _allocatedBytes, _thread) = (
            GC.CollectionCount(0),
            GC.GetAllocatedBytesForCurrentThread(),
            Environment.CurrentManagedThreadId
        );
        if (_choice.Ledger)
            _spent = state.ReadLedger()!.Value;
        else if (_choice.DataWait)
            _waited = state.DataWait!.Read();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Log(TrainerState state, long step, int epoch, ThroughputMeter meter, in ThroughputState before, long? timedStep, long? now)
    {
        var values = new Values(_values); // in the order of ThroughputMetricNames
        ThroughputTotals totals = meter.TotalsAtCycleEnd;
        values.Add(before.Seconds + meter.SecondsOf(totals.Ticks));
        values.Add((double)before.Batches + totals.Batches);
        values.Add(meter.KnowsSamples ? (double)before.Samples + totals.Samples : null);
        if (_choice.Items)
            values.Add(ItemsOf(meter, before, totals));
        AddRates(ref values, state, meter);
        if (_choice.TimedStep)
            values.Add(timedStep);
        if (_choice.World is not null)
            AddGlobalRates(ref values, state, meter);
        AddRuntime(ref values);
        if (_choice.Ledger)
            AddShares(ref values, state.ReadLedger()!.Value);
        else if (_choice.DataWait)
            AddDataWait(ref values, state.DataWait!.Read(now));
        state.LogAt(step, epoch, _names, _values);
    }

    // Known over all runs or not at all, as the lifetime's total is.
    private static double? ItemsOf(ThroughputMeter meter, in ThroughputState before, in ThroughputTotals totals)
    {
        if (!meter.KnowsItems)
            return null;
        return before.Batches == 0 ? totals.Items : (double?)before.Items + totals.Items;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRates(ref Values values, TrainerState state, ThroughputMeter meter)
    {
        ThroughputRates? rates = meter.ReadRates();
        values.Add(rates?.BatchesPerSecond);
        values.Add(rates?.SamplesPerSecond);
        if (_choice.Items)
            values.Add(rates?.ItemsPerSecond);
        if (_choice.Flops)
            values.Add(rates?.FlopsPerSecond);
        if (_choice.Peak is { } peak)
            values.Add(rates?.FlopsPerSecond is { } flops and not double.NaN ? Utilization(state, peak, flops) : null);
        if (_choice.StepTimes)
        {
            StepTimes? times = meter.ReadStepTimes();
            values.Add(times?.P50Seconds);
            values.Add(times?.P95Seconds);
            values.Add(times?.MaxSeconds);
        }
        values.Add(rates?.Steps ?? 0);
        values.Add(rates is { IsPartial: false } ? 0 : 1);
    }

    /// <summary>MFU, if it is possible.</summary>
    private double? Utilization(TrainerState state, PeakFlops peak, double flopsPerSecond)
    {
        double utilization = peak.Utilization(flopsPerSecond);
        if (utilization <= 1)
            return utilization;
        _choice.Notices?.SayImpossible(state, utilization, peak);
        return null;
    }

    private void AddGlobalRates(ref Values values, TrainerState state, ThroughputMeter meter)
    {
        ThroughputFigures all = default;
        try
        {
            all = _choice.World!.Reduce(meter.ReadFigures());
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A user's function that fails, or does not return a sum, does not end training.
            _choice.Notices!.Say(
                state,
                MonitorNotices.World,
                $"The figures of all devices are not known, and their rates are left out until they are: {failure.Message}"
            );
        }
        values.Add(all.BatchesPerSecond);
        values.Add(all.SamplesPerSecond);
        if (_choice.Items)
            values.Add(all.ItemsPerSecond);
        if (_choice.Flops)
            values.Add(all.FlopsPerSecond);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRuntime(ref Values values)
    {
        int collections = GC.CollectionCount(0); // of every generation: a collection of an older one collects the younger too
        long allocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        int thread = Environment.CurrentManagedThreadId;
        values.Add(collections - _collections);
        values.Add(thread == _thread ? allocatedBytes - _allocatedBytes : null); // a run may be advanced from one thread and then from another
        (_collections, _allocatedBytes, _thread) = (collections, allocatedBytes, thread);
    }

    private void AddDataWait(ref Values values, in DataWait.Reading waited)
    {
        values.Add(waited.ShareSince(_waited));
        _waited = waited;
    }

    private void AddShares(ref Values values, in TimeBreakdown spent)
    {
        TimeBreakdown sinceLastLog = spent - _spent;
        values.Add(sinceLastLog.Share(TimePhase.DataWait));
        values.Add(sinceLastLog.Share(TimePhase.ForwardBackward));
        values.Add(sinceLastLog.Share(TimePhase.Optimizer));
        values.Add(sinceLastLog.Share(TimePhase.Validation));
        values.Add(sinceLastLog.Share(TimePhase.Callbacks));
        values.Add(sinceLastLog.Share(TimePhase.Logging));
        values.Add(sinceLastLog.Share(TimePhase.Other));
        _spent = spent;
    }

    /// <summary>What is known of a stage apart from time, batches and samples.</summary>
    public sealed record Choice(
        string Separator,
        string? Prefix = null,
        bool Items = false,
        bool Flops = false,
        PeakFlops? Peak = null,
        World? World = null,
        bool StepTimes = false,
        bool Ledger = false,
        bool DataWait = false,
        bool TimedStep = false,
        MonitorNotices? Notices = null
    )
    {
        /// <summary>What a monitor's options ask to log of a stage.</summary>
        public static Choice From<TBatch>(
            ThroughputMonitorOptions<TBatch> options,
            Stage stage,
            TrainerState state,
            bool timedStep,
            MonitorNotices notices
        ) =>
            new(
                options.Separator,
                options.Prefix,
                options.CountItems,
                options.CountFlops,
                options.Peak,
                options.World is { Size: > 1 } world ? world : null,
                options.StepTimes,
                Ledger: stage == Stage.Train && state.Ledger is not null,
                DataWait: stage == Stage.Train && options.DataWait && state.FetchesData,
                timedStep,
                notices
            );
    }

    private ref struct Values(Span<double> values)
    {
        private readonly Span<double> _values = values;
        private int _next;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double? value) => _values[_next++] = value ?? double.NaN;
    }
}
