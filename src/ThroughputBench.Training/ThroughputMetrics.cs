using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;

namespace ThroughputBench.Training;

/// <summary>One stage's metrics under the names that Lightning's users know.</summary>
internal sealed class ThroughputMetrics
{
    private readonly MetricNames _names;
    private readonly double[] _values;

    public ThroughputMetrics(string stage, string separator)
    {
        string prefix = stage + separator, device = prefix + "device" + separator;
        _names = new MetricNames(
            prefix + "time", prefix + "batches", prefix + "samples", prefix + "lengths",
            device + "batches_per_sec", device + "samples_per_sec", device + "items_per_sec");
        _values = new double[_names.Names.Length];
    }

    public void Log(TrainerState state, long step, in ThroughputSnapshot snapshot)
    {
        ThroughputRates? rates = snapshot.Rates;
        _values[0] = snapshot.Seconds;
        _values[1] = snapshot.Totals.Batches;
        _values[2] = snapshot.Totals.Samples;
        _values[3] = snapshot.HasItems ? snapshot.Totals.Items : double.NaN;
        _values[4] = rates?.BatchesPerSecond ?? double.NaN;
        _values[5] = rates?.SamplesPerSecond ?? double.NaN;
        _values[6] = rates?.ItemsPerSecond ?? double.NaN;
        state.Log(step, _names, _values);
    }
}
