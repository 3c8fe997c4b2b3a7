using System.Diagnostics.Metrics;
using System.Globalization;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>What a monitor's instruments publish, log by log, as a collector would receive it.</summary>
internal sealed class PublishedFigures : IDisposable
{
    private const int Rank = 5;

    private readonly MonitorInstruments _instruments;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _received = [];

    /// <summary>Publishes a monitor's figures and listens to them.</summary>
    public PublishedFigures(ThroughputMonitor<Batch> monitor)
    {
        _instruments = MonitorInstruments.Publish(monitor, rank: Rank);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _instruments.Meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Receive(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Receive(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>
    /// What was published since the last call with the right tags, by the instruments' names and units: sums of counters, values of gauges,
    /// and sum and number of a histogram's values.
    /// </summary>
    public IReadOnlyDictionary<string, double> Take(TrainerState state)
    {
        string tags = TagsOf(Name(state.Stage), state.Device.ToString(), Rank);
        var taken = _received
            .Where(received => received.Key.StartsWith(tags, StringComparison.Ordinal))
            .ToDictionary(received => received.Key[tags.Length..], received => received.Value);
        _received.Clear();
        return taken;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Dispose();
    }

    /// <summary>A stage's name in metrics and tags.</summary>
    public static string Name(Stage stage) =>
        stage switch
        {
            Stage.Train => "train",
            Stage.Validate => "validate",
            Stage.Test => "test",
            _ => "predict",
        };

    private void Receive(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var byName = new Dictionary<string, object?>(tags.ToArray());
        string key =
            TagsOf(byName.GetValueOrDefault("stage"), byName.GetValueOrDefault("device"), byName.GetValueOrDefault("rank"))
            + $"{instrument.Name} in {instrument.Unit}";
        _received[key] = instrument is Gauge<double> ? value : _received.GetValueOrDefault(key) + value;
        if (instrument is Histogram<double>)
            _received[key + ", number"] = _received.GetValueOrDefault(key + ", number") + 1;
    }

    private static string TagsOf(object? stage, object? device, object? rank) =>
        string.Create(CultureInfo.InvariantCulture, $"{stage} {device} {rank} ");
}
