using System.Globalization;
using ThroughputBench.Monitoring;
using TorchSharp;

namespace ThroughputBench.Training.Logging;

/// <summary>What a task logs from its steps: for each name the mean of the values since the last record.</summary>
/// <param name="state">The trainer's state.</param>
/// <param name="stage">The stage, whose name comes first in a metric's name.</param>
internal sealed class TaskLog(TrainerState state, Stage stage) : IDisposable
{
    private readonly Dictionary<string, Mean> _means = new(StringComparer.Ordinal);
    private LogSchedule _schedule = new(state.Options.LogEvery);
    private MetricNames? _names;
    private double[] _values = [];

    /// <summary>Adds a value.</summary>
    public void Add(string name, double value)
    {
        Mean mean = Of(name);
        mean.Count++;
        if (mean.OnDevice is null)
            mean.Sum += value;
        else
            _ = mean.OnDevice.add_(value);
    }

    /// <summary>Adds a scalar. It is added up where it lies, so that no device has to be waited for before the record.</summary>
    /// <exception cref="ArgumentException">It is not one number.</exception>
    public void Add(string name, torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.NumberOfElements != 1)
            throw new ArgumentException($"Log takes one number, and '{name}' has shape [{string.Join(", ", value.shape)}].", nameof(value));
        Mean mean = Of(name);
        mean.Count++;
        using DisposeScope scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        mean.OnDevice ??= torch.full([], mean.Sum, torch.float64, value.device).DetachFromDisposeScope();
        _ = mean.OnDevice.add_(value.detach().reshape([]));
    }

    /// <summary>The end of a cycle: writes a record if one is due.</summary>
    public void EndCycle()
    {
        if (_means.Count > 0 && _schedule.IsDue(state.Batches, state.Steps))
            Write();
    }

    /// <summary>Writes a record of what was logged since the last.</summary>
    public void Write()
    {
        if (_means.Values.All(mean => mean.Count == 0))
            return;
        if (_names?.Names.Length != _means.Count)
        {
            _names = new MetricNames(_means.Keys.Select(name => $"{ThroughputMetricNames.Of(stage)}/{name}"));
            _values = new double[_means.Count];
        }
        long step = Math.Max(0, state.Steps - 1);
        int next = 0;
        foreach (Mean mean in _means.Values)
        {
            double value = mean.Count == 0 ? double.NaN : mean.Total() / mean.Count;
            if (mean.Count > 0 && double.IsNaN(value))
                SayNaN(_names.Names[next], step);
            _values[next++] = value;
            mean.Clear();
        }
        state.LogAt(step, stage == Stage.Train ? state.SteppedEpoch : state.Epoch, _names, _values);
    }

    /// <summary>What was logged and not written yet.</summary>
    public LoggedMean[] Save() => [.. _means.Select(mean => new LoggedMean(mean.Key, mean.Value.Total(), mean.Value.Count))];

    /// <summary>Continues from a checkpoint.</summary>
    public void Load(LoggedMean[] saved)
    {
        foreach (LoggedMean mean in saved)
            (Of(mean.Name).Sum, Of(mean.Name).Count) = (mean.Sum, mean.Count);
        _schedule.IsDue(state.Batches, state.Steps);
    }

    public void Dispose()
    {
        foreach (Mean mean in _means.Values)
            mean.Clear();
    }

    // To loggers NaN is "no value this time": without a notice, a loss that is NaN would vanish.
    private void SayNaN(string name, long step)
    {
        if (state.NaNs.Add(name))
            state.Notice(string.Create(CultureInfo.InvariantCulture, $"{name} is NaN at step {step}: the loggers leave it out."));
    }

    private Mean Of(string name)
    {
        if (name is not null && _means.TryGetValue(name, out Mean? mean))
            return mean;
        if (string.IsNullOrWhiteSpace(name))
            throw Refusal.Wrong($"Log needs the metric's name, and '{name}' is blank.", nameof(name));
        state.RequireLoggable(new MetricNames($"{ThroughputMetricNames.Of(stage)}/{name}"));
        return _means[name] = new Mean();
    }

    private sealed class Mean
    {
        public double Sum { get; set; }

        public torch.Tensor? OnDevice { get; set; }

        public long Count { get; set; }

        public double Total() => OnDevice?.item<double>() ?? Sum;

        public void Clear()
        {
            OnDevice?.Dispose();
            (Sum, OnDevice, Count) = (0, null, 0);
        }
    }
}
