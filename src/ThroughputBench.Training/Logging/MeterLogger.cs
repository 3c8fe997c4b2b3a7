using System.Diagnostics.Metrics;

namespace ThroughputBench.Training.Logging;

/// <summary>
/// Publishes each metric's latest value as an observable gauge of the meter <see cref="MeterName"/>, where <c>dotnet-counters</c>,
/// OpenTelemetry and any <see cref="MeterListener"/> see it live. A gauge has its metric's name and appears with the metric's first value.
/// </summary>
/// <remarks>
/// For instruments by OpenTelemetry's conventions, with counters, units and tags, see <see cref="MonitorInstruments"/>: this logger
/// publishes everything that is logged, a task's own metrics too, under the names that all loggers use. While a metric's latest record has
/// no value for it (NaN), its gauge reports none. The gauges vanish when the logger is disposed, with its trainer.
/// </remarks>
public sealed class MeterLogger : IMetricLogger
{
    /// <summary>
    /// The meter's name, for <c>dotnet-counters monitor --counters ThroughputBench</c> or OpenTelemetry's <c>AddMeter</c>.
    /// </summary>
    public const string MeterName = "ThroughputBench";

    private readonly Meter _meter = new(MeterName, MonitorInstruments.Version);
    private readonly Dictionary<string, Latest> _latest = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <inheritdoc/>
    public void Write(in MetricRecord record)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (int i = 0; i < record.Values.Length; i++)
        {
            double value = record.Values[i];
            string name = record.Names.Names[i];
            if (_latest.TryGetValue(name, out Latest? latest))
                latest.Value = value;
            else if (!double.IsNaN(value))
                AddGauge(name, value);
        }
    }

    /// <summary>
    /// Refuses a name that OpenTelemetry does not accept for an instrument, because it would drop the metric. Source: OpenTelemetry's
    /// metrics API, "Instrument name syntax".
    /// </summary>
    /// <param name="name">The metric's name.</param>
    /// <returns>What would be right; <see langword="null"/> if the name is valid.</returns>
    public string? WhyNot(string name) =>
        name.Length is > 0 and <= 255
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/')
            ? null
            : "OpenTelemetry drops an instrument whose name is not a letter and up to 254 letters, digits, '_', '.', '-' and '/', "
                + "all ASCII; change the prefix or the separator.";

    /// <inheritdoc/>
    public void Flush() { }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _meter.Dispose();
    }

    private void AddGauge(string name, double value)
    {
        var latest = new Latest { Value = value };
        _latest.Add(name, latest);
        _meter.CreateObservableGauge(name, latest.Measure);
    }

    /// <summary>Written on the logging thread, read on a listener's thread.</summary>
    private sealed class Latest
    {
        private double _value;

        public double Value
        {
            get => Volatile.Read(ref _value);
            set => Volatile.Write(ref _value, value);
        }

        public IEnumerable<Measurement<double>> Measure()
        {
            double value = Value;
            return double.IsNaN(value) ? [] : [new Measurement<double>(value)];
        }
    }
}
