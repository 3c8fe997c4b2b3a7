using System.Diagnostics.Metrics;

namespace ThroughputBench.Training.Tests.Monitor;

/// <summary>What a listener saw of one meter's instruments: counters added up, gauges' latest values, histograms' values in order.</summary>
internal sealed class SeenInstruments : IDisposable
{
    private readonly MeterListener _listener = new();

    public SeenInstruments(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                Instruments.Add(instrument.Name, instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) => Instruments.Remove(instrument.Name);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.Start();
    }

    public Dictionary<string, Instrument> Instruments { get; } = [];

    /// <summary>All values in order, by the instrument's name without "throughput." and the stage.</summary>
    public Dictionary<(string Name, string Stage), List<double>> Values { get; } = [];

    /// <summary>All tags that were seen, as text.</summary>
    public HashSet<string> Tags { get; } = [];

    /// <summary>A counter's sum; 0 if it was not used.</summary>
    public double Sum(string name, string stage = "train") => Values.GetValueOrDefault((name, stage))?.Sum() ?? 0;

    /// <summary>A gauge's latest value.</summary>
    public double Latest(string name, string stage = "train") => Values[(name, stage)][^1];

    public void Dispose() => _listener.Dispose();

    private void See(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string stage = (string)tags[0].Value!;
        (string, string) key = (instrument.Name["throughput.".Length..], stage);
        if (!Values.TryGetValue(key, out List<double>? values))
            Values.Add(key, values = []);
        values.Add(value);
        Tags.Add(string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")));
    }
}
