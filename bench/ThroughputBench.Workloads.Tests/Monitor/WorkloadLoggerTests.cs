using System.Diagnostics.Metrics;
using System.Text.Json;
using ThroughputBench.Monitoring;
using ThroughputBench.Tests.Records;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Tests.Logging;
using Xunit;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>What the loggers get while a workload trains for real.</summary>
[Collection(TrainingTests.Name)]
public sealed class WorkloadLoggerTests : IDisposable
{
    private const int Batches = 60,
        BatchesPerStep = 2,
        Steps = Batches / BatchesPerStep;

    private readonly TemporaryFolder _folder = new();
    private readonly List<LoggerFailedEventArgs> _failures = [];
    private readonly KeptLogs _kept = new();

    public static TheoryData<string> Names => [.. WorkloadCatalog.Names];

    public void Dispose()
    {
        _kept.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_logger_that_is_killed_in_mid_run_is_reported_once_and_training_ends_as_it_should_and_the_others_lose_nothing(string name)
    {
        var killed = new JsonLinesLogger(_folder["killed.jsonl"]);
        var board = new TensorBoardLogger(_folder["board"]);
        using (Trainer<Batch> trainer = NewTrainer(prefix: null, killed, _kept, new JsonLinesLogger(_folder["whole.jsonl"]), board))
        {
            FitResult result = Train(name, trainer, inTheMiddle: killed.Dispose);
            Assert.Equal(new FitResult(Batches, Steps, 1, StopReason.MaxEpochs), result);
        }

        Assert.Same(killed, Assert.Single(_failures).Logger);
        Assert.Equal(Numbers(Steps / 2), StepsIn("killed.jsonl"));
        Assert.Equal(Numbers(Steps), StepsIn("whole.jsonl"));
        Assert.Equal(Numbers(Steps), _kept.Records.Select(record => record.Step));
        Assert.Equal(
            _kept.Records.Select(AsScalars),
            EventFile.Read(board.FilePath).Skip(1).Select(read => (read.Step, string.Join(' ', read.Scalars)))
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_meter_listener_sees_the_latest_of_every_metric_while_the_workload_trains(string name)
    {
        string prefix = $"m{Guid.NewGuid():N}"; // meters of tests beside this one have the same name
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == MeterLogger.MeterName && instrument.Name.StartsWith(prefix, StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        using Trainer<Batch> trainer = NewTrainer(prefix, new MeterLogger(), _kept);

        Train(name, trainer, inTheMiddle: () =>
        {
            listener.RecordObservableInstruments();

            (long step, MetricNames names, double[] values) = _kept.Records[^1];
            Assert.Equal(Steps / 2 - 1, step);
            Assert.Equal(names.Names.Zip(values).ToDictionary(), seen);
        });
    }

    private static (long Step, string Scalars) AsScalars((long Step, MetricNames Names, double[] Values) record) =>
        (record.Step, string.Join(' ', record.Names.Names.Zip(record.Values, (tag, value) => (tag, (float)value))));

    private static IEnumerable<long> Numbers(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    private static FitResult Train(string name, Trainer<Batch> trainer, Action inTheMiddle)
    {
        using Workload workload = WorkloadCatalog.Create(name, new WorkloadOptions { BatchSize = 2, BatchesPerEpoch = Batches });
        using WorkloadTask task = workload.CreateTask();
        using FitRun<Batch> run = trainer.Begin(task, workload.CreateTrainingData());
        run.Advance(Steps / 2);
        run.FlushLoggers();
        inTheMiddle();
        run.Advance(long.MaxValue);
        return run.Finish();
    }

    private Trainer<Batch> NewTrainer(string? prefix, params IMetricLogger[] loggers)
    {
        var monitor = new ThroughputMonitor<Batch>(
            new()
            {
                Prefix = prefix,
                SamplesOf = batch => batch.Samples,
                ItemsOf = batch => batch.Items,
                StepTimes = true,
            }
        );
        var trainer = new Trainer<Batch>(
            new()
            {
                Accumulate = BatchesPerStep,
                LogEvery = LogInterval.Steps(1),
                MaxEpochs = 1,
            },
            [monitor],
            loggers
        );
        trainer.LoggerFailed += (_, failure) => _failures.Add(failure);
        return trainer;
    }

    private List<long> StepsIn(string file)
    {
        return [.. File.ReadLines(_folder[file]).Select(StepOf)];

        static long StepOf(string line)
        {
            using JsonDocument record = JsonDocument.Parse(line);
            return record.RootElement.GetProperty("step").GetInt64();
        }
    }
}
