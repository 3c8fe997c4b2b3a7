using System.Diagnostics.Metrics;
using ThroughputBench.Training.Logging;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class MeterLoggerTests : IDisposable
{
    private readonly string _prefix = $"{Guid.NewGuid():N}/"; // other tests' meters have the same name
    private readonly Dictionary<string, double> _seen = [];
    private readonly List<string> _gone = [];
    private readonly MeterListener _listener = new();

    public MeterLoggerTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ThroughputBench" && instrument.Name.StartsWith(_prefix, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.MeasurementsCompleted = (instrument, _) => _gone.Add(instrument.Name);
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _seen[instrument.Name[_prefix.Length..]] = value);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_listener_sees_every_metric_live_while_a_real_model_trains()
    {
        var names = new MetricNames(_prefix + "batches", _prefix + "samples");
        using var task = new TinyTask();
        using FitRun<torch.Tensor> run = new Trainer<torch.Tensor>(
            new TrainerOptions { MaxSteps = 3 },
            [new CountingCallback(names)],
            [new MeterLogger()]
        ).Begin(task, TinyTask.Data(3), cancellation: TestContext.Current.CancellationToken);
        for (int step = 1; step <= 3; step++)
        {
            run.Advance(1);
            run.FlushLoggers();
            _listener.RecordObservableInstruments();
            Assert.Equal(new Dictionary<string, double> { ["batches"] = step, ["samples"] = 4 * step }, _seen);
        }
        run.Finish();
    }

    [Fact]
    public void A_metric_appears_with_its_first_value_and_has_none_while_it_is_not_known()
    {
        var names = new MetricNames(_prefix + "time", _prefix + "rate");
        using var logger = new MeterLogger();
        logger.Write(0, 0, names, 1, double.NaN);
        Assert.Equal(["time"], See().Keys);
        logger.Write(1, 0, names, 2, 512.5);
        Assert.Equal(512.5, See()["rate"]);
        logger.Write(2, 0, names, 3, double.NaN);
        Assert.Equal(new Dictionary<string, double> { ["time"] = 3 }, See());
        logger.Write(3, 0, names, 4, 256.5);
        Assert.Equal(256.5, See()["rate"]);
        logger.Write(3, 0, new MetricNames(_prefix + "other"), 1); // a record without the metric says nothing of it
        Assert.Equal(256.5, See()["rate"]);
    }

    [Fact]
    public void A_metric_that_comes_in_two_kinds_of_records_is_one_gauge()
    {
        using var logger = new MeterLogger();
        logger.Write(0, 0, new MetricNames(_prefix + "epoch", _prefix + "a"), 1, 10);
        logger.Write(1, 0, new MetricNames(_prefix + "epoch", _prefix + "b"), 2, 20);
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["epoch"] = 2,
                ["a"] = 10,
                ["b"] = 20,
            },
            See()
        );
    }

    [Fact]
    public void Its_gauges_vanish_when_it_is_disposed_and_it_takes_no_more()
    {
        var names = new MetricNames(_prefix + "time");
        var logger = new MeterLogger();
        logger.Write(0, 0, names, 1);
        logger.Dispose();
        Assert.Equal([_prefix + "time"], _gone);
        Assert.Empty(See());
        Assert.Throws<ObjectDisposedException>(() => logger.Write(1, 0, names, 2));
    }

    private Dictionary<string, double> See()
    {
        _seen.Clear();
        _listener.RecordObservableInstruments();
        return _seen;
    }

    private sealed class CountingCallback(MetricNames names) : Callback<torch.Tensor>
    {
        public override void OnTrainBatchEnd(TrainerState state, torch.Tensor batch, torch.Tensor loss) =>
            state.Log(state.Steps - 1, names, [state.Batches, state.Batches * batch.size(0)]);
    }
}
