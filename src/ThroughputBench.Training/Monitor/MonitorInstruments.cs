using System.Diagnostics.Metrics;
using System.Reflection;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;

namespace ThroughputBench.Training;

/// <summary>
/// Publishes what a <see cref="ThroughputMonitor{TBatch}"/> logs as instruments of .NET's <see cref="System.Diagnostics.Metrics.Meter"/>,
/// with names and units by OpenTelemetry's conventions: counters of what was done, gauges of rates, a histogram of step times.
/// </summary>
/// <remarks>
/// <para>The values change at each log, on the training thread; between logs nothing happens. A counter adds what came since the log
/// before. It counts what this process did while the instruments were there: what a checkpoint brings, or an earlier run of the monitor,
/// is not added. <see cref="Stage"/>, device and rank are tags.</para>
/// <para>The histogram gets each optimizer step (in evaluation each batch) that is still in the window at a log, so the window should hold
/// as many steps as lie between two logs. Steps of the warm-up and steps without a known time are left out. On a CUDA device that
/// <see cref="DeviceTiming.Events"/> times, steps have times of their own only with
/// <see cref="ThroughputMonitorOptions{TBatch}.StepTimes"/>.</para>
/// <para>Sources: OpenTelemetry's "Naming" and "Metrics semantic conventions".</para>
/// </remarks>
public sealed class MonitorInstruments : IDisposable
{
    /// <summary>The meter's name, for OpenTelemetry's <c>AddMeter</c> or <c>dotnet-counters</c>. Its version is the package's.</summary>
    public const string MeterName = "ThroughputBench.Training";

    /// <summary>Suggested bounds of the histogram's buckets, in seconds: from the step of a tiny model to that of a huge one.</summary>
    private static readonly double[] StepBuckets =
    [
        .. new[] { -4, -3, -2, -1, 0, 1 }.SelectMany(power => new[] { 1, 2, 5 }.Select(digit => digit * Math.Pow(10, power))),
        100,
    ];

    private readonly bool _ownsMeter;
    private readonly int? _rank;
    private readonly PeakFlops? _peak;
    private readonly Func<Stage, ThroughputMeter> _meterOf;
    private readonly StageTags?[] _tags = new StageTags?[Enum.GetValues<Stage>().Length];
    private readonly ThroughputState[] _counted = new ThroughputState[Enum.GetValues<Stage>().Length];
    private readonly Counter<long> _samples;
    private readonly Counter<long> _items;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _logs;
    private readonly Counter<double> _flops;
    private readonly Counter<double> _time;
    private readonly Gauge<double> _sampleRate;
    private readonly Gauge<double> _itemRate;
    private readonly Gauge<double> _batchRate;
    private readonly Gauge<double> _flopRate;
    private readonly Gauge<double> _utilization;
    private readonly Histogram<double> _stepDuration;
    private Action _stop = static () => { };

    private MonitorInstruments(IMeterFactory? meters, int? rank, PeakFlops? peak, Func<Stage, ThroughputMeter> meterOf)
    {
        (_ownsMeter, _rank, _peak, _meterOf) = (meters is null, rank, peak, meterOf);
        var options = new MeterOptions(MeterName) { Version = Version };
        Meter = meters?.Create(options) ?? new Meter(options);
        _samples = Meter.CreateCounter<long>("throughput.samples", "{sample}", "Samples that were processed.");
        _items = Meter.CreateCounter<long>("throughput.items", "{item}", "Items (tokens, pixels, frames) that were processed.");
        _batches = Meter.CreateCounter<long>("throughput.batches", "{batch}", "Micro-batches that were processed.");
        _steps = Meter.CreateCounter<long>("throughput.steps", "{step}", "Optimizer steps; in evaluation, batches.");
        _logs = Meter.CreateCounter<long>("throughput.logs", "{log}", "Logs of the monitor.");
        _flops = Meter.CreateCounter<double>("throughput.flops", "{FLOP}", "Floating-point operations that the model needed.");
        _time = Meter.CreateCounter<double>("throughput.time", "s", "Time in the stage, pauses left out.");
        _sampleRate = Meter.CreateGauge<double>("throughput.sample_rate", "{sample}/s", "Samples per second over the window.");
        _itemRate = Meter.CreateGauge<double>("throughput.item_rate", "{item}/s", "Items per second over the window.");
        _batchRate = Meter.CreateGauge<double>("throughput.batch_rate", "{batch}/s", "Micro-batches per second over the window.");
        _flopRate = Meter.CreateGauge<double>("throughput.flop_rate", "{FLOP}/s", "Floating-point operations per second over the window.");
        _utilization = Meter.CreateGauge<double>(
            "throughput.model_flops_utilization",
            "1",
            "MFU: FLOP/s over the window as a fraction of the device's peak."
        );
        _stepDuration = Meter.CreateHistogram(
            "throughput.step.duration",
            "s",
            "Time from one optimizer step to the next, pauses left out; in evaluation, of a batch.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = StepBuckets }
        );
    }

    /// <summary>The meter that the instruments belong to.</summary>
    public Meter Meter { get; }

    /// <summary>The package's version.</summary>
    internal static string Version { get; } =
        typeof(MonitorInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Publishes what a monitor logs from now on, until the result is disposed.</summary>
    /// <param name="monitor">The monitor. It logs by <see cref="ThroughputMonitorOptions{TBatch}.LogEvery"/>, without loggers too.</param>
    /// <param name="meters">What makes the meter, and owns it; <see langword="null"/> makes one that is disposed with the result.</param>
    /// <param name="rank">This process's place among those that train together, a tag of all values; <see langword="null"/> for
    /// none.</param>
    /// <typeparam name="TBatch">What the data source yields.</typeparam>
    public static MonitorInstruments Publish<TBatch>(ThroughputMonitor<TBatch> monitor, IMeterFactory? meters = null, int? rank = null)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        var instruments = new MonitorInstruments(meters, rank, monitor.Peak, monitor.MeterOf);
        instruments.CountFrom(monitor.Save());
        monitor.Logged += instruments.Record;
        monitor.Loaded += instruments.CountFrom;
        instruments._stop = () =>
        {
            monitor.Logged -= instruments.Record;
            monitor.Loaded -= instruments.CountFrom;
        };
        return instruments;
    }

    /// <summary>Publishes no more. The meter is disposed, unless a factory owns it.</summary>
    public void Dispose()
    {
        _stop();
        if (_ownsMeter)
            Meter.Dispose();
    }

    private void CountFrom(ThroughputMonitorState lifetime)
    {
        foreach (Stage stage in Enum.GetValues<Stage>())
            _counted[(int)stage] = lifetime.Of(stage);
    }

    private void Record(TrainerState state, ThroughputSnapshot logged)
    {
        ReadOnlySpan<KeyValuePair<string, object?>> tags = TagsOf(state);
        ThroughputState before = _counted[(int)state.Stage],
            now = logged.Lifetime;
        _counted[(int)state.Stage] = now;
        long steps = now.Steps - before.Steps;
        _batches.Add(now.Batches - before.Batches, tags);
        _steps.Add(steps, tags);
        _samples.Add(now.Samples - before.Samples, tags);
        _logs.Add(1, tags);
        if (logged.HasItems && now.Items is { } items)
            _items.Add(items - (before.Items ?? 0), tags);
        if (logged.HasFlops && now.Flops is { } flops)
            _flops.Add((double)(flops - (before.Flops ?? 0)), tags);
        if (now.Seconds > before.Seconds) // not if either is unknown
            _time.Add(now.Seconds - before.Seconds, tags);
        if (logged.Rates is { } rates)
            RecordRates(rates, tags);
        RecordSteps(_meterOf(state.Stage), steps, tags);
    }

    private void RecordRates(in ThroughputRates rates, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Record(_batchRate, rates.BatchesPerSecond, tags);
        Record(_sampleRate, rates.SamplesPerSecond, tags);
        Record(_itemRate, rates.ItemsPerSecond, tags);
        Record(_flopRate, rates.FlopsPerSecond, tags);
        if (_peak is { } peak && rates.FlopsPerSecond is { } flops and not double.NaN)
            Record(_utilization, peak.Utilization(flops) is <= 1 and var utilization ? utilization : null, tags);
    }

    /// <summary>Records the steps since the log before, the oldest first.</summary>
    private void RecordSteps(ThroughputMeter meter, long steps, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_stepDuration.Enabled)
            return;
        for (int age = (int)Math.Min(steps, meter.TimedSteps) - 1; age >= 0; age--)
            _stepDuration.Record(meter.StepSeconds(age), tags);
    }

    private static void Record(Gauge<double> gauge, double? value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (value is { } known && double.IsFinite(known))
            gauge.Record(known, tags);
    }

    private KeyValuePair<string, object?>[] TagsOf(TrainerState state)
    {
        ref StageTags? tags = ref _tags[(int)state.Stage];
        if (tags is null || !ReferenceEquals(tags.Device, state.Device))
            tags = new StageTags(state.Device, [.. AllTags(state)]);
        return tags.Tags;
    }

    private IEnumerable<KeyValuePair<string, object?>> AllTags(TrainerState state)
    {
        yield return new("stage", ThroughputMetricNames.Of(state.Stage));
        yield return new("device", state.Device.ToString());
        if (_rank is { } rank)
            yield return new("rank", rank);
    }

    /// <summary>A stage's tags on a device.</summary>
    private sealed record StageTags(TorchSharp.torch.Device Device, KeyValuePair<string, object?>[] Tags);
}
