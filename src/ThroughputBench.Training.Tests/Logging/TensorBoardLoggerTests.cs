using ThroughputBench.Training.Logging;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class TensorBoardLoggerTests : IDisposable
{
    private static readonly MetricNames Names = new("train/loss", "train/device/samples_per_sec");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_independent_reader_reads_back_every_scalar_with_its_step_and_time()
    {
        using var logger = new TensorBoardLogger(_folder.File("run"));
        logger.Write(0, 0, Names, 0.5, 512034.4);
        logger.Write(5_000_000_000, 3, Names, -1e-6, 1);
        logger.Dispose();

        List<EventFile.Event> events = EventFile.Read(logger.FilePath);
        double noon = RecordWriting.Noon.ToUnixTimeMilliseconds() / 1000.0;
        Assert.Equal(3, events.Count);
        Assert.Equal([(0, noon), (5_000_000_000, noon)], events.Skip(1).Select(e => (e.Step, e.WallTime)));
        Assert.Equal([("train/loss", 0.5f), ("train/device/samples_per_sec", 512034.4f)], events[1].Scalars);
        Assert.Equal([("train/loss", -1e-6f), ("train/device/samples_per_sec", 1f)], events[2].Scalars);
    }

    [Fact]
    public void The_file_begins_with_its_version_and_a_time_in_seconds()
    {
        using var logger = new TensorBoardLogger(_folder.Path);
        EventFile.Event first = Assert.Single(EventFile.Read(logger.FilePath));
        Assert.Equal("brain.Event:2", first.FileVersion);
        Assert.InRange(DateTimeOffset.UnixEpoch.AddSeconds(first.WallTime).Year, 2026, 2200);
    }

    [Fact]
    public void TorchSharps_own_messages_are_read_back_too()
    {
        using var logger = new TensorBoardLogger(_folder.Path);
        logger.Write(7, 0, Names, 0.25, 32);
        logger.Dispose();
        byte[] file = File.ReadAllBytes(logger.FilePath);
        int second = 16 + (int)BitConverter.ToInt64(file);
        Tensorboard.Event read = Tensorboard.Event.Parser.ParseFrom(file, second + 12, (int)BitConverter.ToInt64(file, second));
        Assert.Equal(7, read.Step);
        Assert.Equal(
            [("train/loss", 0.25f), ("train/device/samples_per_sec", 32f)],
            read.Summary.Value.Select(value => (value.Tag, value.SimpleValue))
        );
    }

    [Fact]
    public void A_metric_without_a_value_is_left_out()
    {
        using var logger = new TensorBoardLogger(_folder.Path);
        logger.Write(0, 0, Names, double.NaN, 1);
        logger.Write(1, 0, Names, 2, double.PositiveInfinity);
        logger.Flush();
        List<EventFile.Event> events = EventFile.Read(logger.FilePath);
        Assert.Equal([("train/device/samples_per_sec", 1f)], events[1].Scalars);
        Assert.Equal([("train/loss", 2f), ("train/device/samples_per_sec", float.PositiveInfinity)], events[2].Scalars);
    }

    [Fact]
    public void A_described_metric_has_its_description_in_its_first_event_and_there_alone()
    {
        var names = new MetricNames([("train/device/rate", "Samples per second."), ("loss", "What is minimized."), ("train/plain", null)]);
        using var logger = new TensorBoardLogger(_folder.Path);
        logger.Write(0, 0, names, 1, double.NaN, 3);
        logger.Write(1, 0, names, 4, 5, 6);
        logger.Write(2, 0, names, 7, 8, 9);
        logger.Dispose();

        List<EventFile.Event> events = EventFile.Read(logger.FilePath);
        Assert.Equal(("device/rate", "Samples per second."), Assert.Single(events[1].Metadata, one => one.Key == "train/device/rate").Value);
        Assert.Equal(("loss", "What is minimized."), Assert.Single(events[2].Metadata).Value); // its first value came later
        Assert.Single(events[1].Metadata);
        Assert.Empty(events[3].Metadata);
        Assert.Equal([("train/device/rate", 7f), ("loss", 8f), ("train/plain", 9f)], events[3].Scalars);
    }

    [Fact]
    public void Every_metric_of_the_monitor_has_a_group_and_a_description()
    {
        using var task = new TinyTask();
        var logger = new TensorBoardLogger(_folder.Path);
        var options = new ThroughputMonitorOptions<torch.Tensor>
        {
            ItemsOf = batch => batch.numel(),
            FlopsPerBatch = new(1, 1),
            Peak = Monitoring.Peaks.PeakFlops.GivenByUser(1e12, Monitoring.Peaks.FlopDtype.Float32),
            World = new(2),
            StepTimes = true,
        };
        var trainer = new TrainerOptions
        {
            LogEvery = Monitoring.LogInterval.Steps(1),
            MaxSteps = 5,
            KeepLedger = true,
        };
        new Trainer<torch.Tensor>(trainer, [new ThroughputMonitor<torch.Tensor>(options)], [logger]).Fit(task, TinyTask.Data(5));

        List<EventFile.Event> events = EventFile.Read(logger.FilePath);
        string[] tags = [.. events.SelectMany(e => e.Scalars).Select(scalar => scalar.Tag).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(27, tags.Length);
        Assert.All(tags, tag => Assert.StartsWith("train/", tag, StringComparison.Ordinal));
        Assert.Equal(tags, events.SelectMany(e => e.Metadata.Keys).Order(StringComparer.Ordinal)); // each once
        Assert.All(
            events.SelectMany(e => e.Metadata),
            one => Assert.True(one.Key == "train/" + one.Value.DisplayName && one.Value.Description.EndsWith('.'))
        );
    }

    [Fact]
    public void A_real_training_is_read_back_log_by_log()
    {
        using var task = new TinyTask();
        var logger = new TensorBoardLogger(_folder.File("runs/first"));
        new Trainer<torch.Tensor>(new TrainerOptions { MaxEpochs = 2 }, [new LogEveryBatch()], [logger]).Fit(
            task,
            TinyTask.Data(50),
            cancellation: TestContext.Current.CancellationToken
        );

        List<EventFile.Event> events = EventFile.Read(logger.FilePath);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), events.Skip(1).Select(e => e.Step));
        Assert.All(events.Skip(1), e => Assert.Equal([("train/number", (float)e.Step), ("train/half", e.Step / 2f)], e.Scalars));
        Assert.Equal(events.Skip(1).Select(e => e.WallTime).Order(), events.Skip(1).Select(e => e.WallTime));
    }

    [Fact]
    public void Each_logger_writes_its_own_file_that_TensorBoard_finds_and_that_names_no_machine()
    {
        using var first = new TensorBoardLogger(_folder.Path);
        using var second = new TensorBoardLogger(_folder.Path);
        string[] names = [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path))];
        Assert.Equal(2, names.Length);
        Assert.All(names, name => Assert.Matches(@"^events\.out\.tfevents\.\d+\.\d+\.\d+$", name));
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_refused_in_one_line()
    {
        string file = _folder.File("taken");
        File.WriteAllText(file, "");
        var refused = Assert.Throws<IOException>(() => new TensorBoardLogger(file));
        Assert.Equal($"Cannot create the log folder '{file}': it is a file; give the path of a folder.", refused.Message);
        var below = Assert.Throws<IOException>(() => new TensorBoardLogger(Path.Combine(file, "run")));
        Wording.Matches(
            below
                .Message.Replace(below.InnerException!.Message, "(what the system says)", StringComparison.Ordinal)
                .Replace(file, "FILE", StringComparison.Ordinal)
        );
        Assert.DoesNotContain('\n', below.Message);
    }

    [Fact]
    public void The_reader_of_these_tests_reads_what_TorchSharps_writer_writes()
    {
        TorchSharp.Modules.SummaryWriter writer = torch.utils.tensorboard.SummaryWriter(_folder.Path);
        writer.add_scalar("loss", 0.5f, 3, 1_790_000_000);
        EventFile.Event scalar = EventFile.Read(Assert.Single(Directory.GetFiles(_folder.Path)))[1];
        Assert.Equal((3, 1_790_000_000, ("loss", 0.5f)), (scalar.Step, scalar.WallTime, Assert.Single(scalar.Scalars)));
    }

    [Fact]
    public void The_reader_of_these_tests_notices_a_single_flipped_bit()
    {
        Assert.Equal(0xE3069283, EventFile.Crc32C("123456789"u8)); // the check value of CRC-32C
        using var logger = new TensorBoardLogger(_folder.Path);
        byte[] file = File.ReadAllBytes(logger.FilePath);
        for (int i = 8; i < file.Length; i++)
        {
            file[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => EventFile.Read(file));
            file[i] ^= 1;
        }
    }
}
