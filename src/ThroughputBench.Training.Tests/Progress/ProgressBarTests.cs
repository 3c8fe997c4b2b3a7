using System.Text;
using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Progress;
using ThroughputBench.Training.Tests.Logging;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Progress;

/// <summary>The bar on real training whose every step takes as long on a fake clock as the test says.</summary>
public sealed class ProgressBarTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _terminal = new() { NewLine = "\n" };

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void It_shows_steps_samples_per_second_and_time_left_and_ends_with_a_full_bar()
    {
        Fit(new TrainerOptions { MaxSteps = 40 }, stepMilliseconds: 50, batches: 100);
        List<string> frames = Frames();
        Assert.Equal("epoch 1  step 19/40  ██████████████░░░░░░░░░░░░░░░░ 47%  loss 0  80.0 samples/s  0:01, 0:01 left", frames[9]);
        Assert.Equal("epoch 1  step 40/40  ██████████████████████████████ 100%  loss 0  80.0 samples/s  0:02", frames[^1]);
        Assert.EndsWith("0:02\n", TrimmedTerminal(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_drawn_no_more_than_ten_times_a_second()
    {
        Fit(new TrainerOptions { MaxSteps = 2000 }, stepMilliseconds: 1, batches: 2000);
        Assert.Equal(20 + 1, Frames().Count); // 2 seconds, and the end
    }

    [Fact]
    public void A_line_leaves_nothing_of_a_longer_one_before_it()
    {
        Fit(new TrainerOptions { MaxSteps = 40 }, stepMilliseconds: 50, batches: 100);
        string[] drawn = _terminal.ToString().TrimEnd('\n').Split('\r')[1..];
        for (int i = 1; i < drawn.Length; i++)
            Assert.True(drawn[i].Length >= drawn[i - 1].TrimEnd().Length, $"'{drawn[i]}' is shorter than '{drawn[i - 1]}'.");
    }

    [Fact]
    public void The_time_left_in_epochs_is_known_once_an_epoch_is_over()
    {
        Fit(new TrainerOptions { MaxEpochs = 4 }, stepMilliseconds: 100, batches: 10);
        List<string> frames = Frames();
        Assert.Equal("epoch 1/4  step 8  loss 0  40.0 samples/s  0:00", frames[8]);
        Assert.Equal("epoch 2/4  batch 5/10  step 15  ███████████░░░░░░░░░░░░░░░░░░░ 37%  loss 0  40.0 samples/s  0:01, 0:02 left", frames[15]);
        Assert.Equal("epoch 4/4  batch 10/10  step 40  ██████████████████████████████ 100%  loss 0  40.0 samples/s  0:04", frames[^1]);
    }

    [Fact]
    public void The_time_left_in_epochs_is_known_at_once_if_the_epochs_length_is_given()
    {
        Fit(
            new TrainerOptions { MaxEpochs = 4 },
            stepMilliseconds: 100,
            batches: 10,
            new ProgressBarOptions<torch.Tensor> { Redraw = true, BatchesPerEpoch = 10 }
        );
        Assert.Equal("epoch 1/4  batch 8/10  step 8  ██████░░░░░░░░░░░░░░░░░░░░░░░░ 20%  loss 0  40.0 samples/s  0:00, 0:03 left", Frames()[8]);
    }

    [Fact]
    public void The_time_left_is_known_if_training_will_be_cancelled_in_time()
    {
        Fit(
            new TrainerOptions { MaxEpochs = 400 },
            stepMilliseconds: 100,
            batches: 10,
            new ProgressBarOptions<torch.Tensor> { Redraw = true, MaxTime = TimeSpan.FromSeconds(100) }
        );
        Assert.Equal("epoch 1/400  step 8  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0%  loss 0  40.0 samples/s  0:00, 1:39 left", Frames()[8]);
    }

    [Fact]
    public void It_shows_a_monitors_rate_if_it_has_one()
    {
        var monitor = new ThroughputMonitor<torch.Tensor>(new ThroughputMonitorOptions<torch.Tensor> { SamplesOf = _ => 1000 }, _time);
        Fit(
            new TrainerOptions { MaxSteps = 40 },
            stepMilliseconds: 50,
            batches: 100,
            new ProgressBarOptions<torch.Tensor> { Redraw = true, Monitor = monitor },
            monitor
        );
        Assert.Equal("epoch 1  step 19/40  ██████████████░░░░░░░░░░░░░░░░ 47%  loss 0  20.0k samples/s  0:01, 0:01 left", Frames()[9]);
    }

    [Fact]
    public void It_shows_items_FLOPs_and_MFU_if_the_monitor_counts_them()
    {
        var monitor = new ThroughputMonitor<torch.Tensor>(
            new ThroughputMonitorOptions<torch.Tensor>
            {
                ItemsOf = _ => 128,
                FlopsPerBatch = new PassFlops(1_000_000_000, 2_000_000_000),
                Peak = PeakFlops.GivenByUser(100e9, FlopDtype.Float32),
            },
            _time
        );
        Fit(
            new TrainerOptions { MaxSteps = 40 },
            stepMilliseconds: 50,
            batches: 100,
            new ProgressBarOptions<torch.Tensor>
            {
                Redraw = true,
                Monitor = monitor,
                ItemName = "tokens",
                Columns = 150,
            },
            monitor
        );
        Assert.Equal(
            "epoch 1  step 19/40  ██████████████░░░░░░░░░░░░░░░░ 47%  "
                + "loss 0  80.0 samples/s  2.56k tokens/s  60.0 GFLOP/s  MFU 60.0%  0:01, 0:01 left",
            Frames()[9]
        );
    }

    [Fact]
    public void An_impossible_MFU_is_not_shown()
    {
        var monitor = new ThroughputMonitor<torch.Tensor>(
            new ThroughputMonitorOptions<torch.Tensor>
            {
                FlopsPerBatch = new PassFlops(1_000_000_000, 2_000_000_000),
                Peak = PeakFlops.GivenByUser(50e9, FlopDtype.Float32),
            },
            _time
        );
        Fit(
            new TrainerOptions { MaxSteps = 40 },
            stepMilliseconds: 50,
            batches: 100,
            new ProgressBarOptions<torch.Tensor> { Redraw = false, Monitor = monitor },
            monitor
        );
        Assert.Equal("epoch 1  step 40/40  100%  loss 0  80.0 samples/s  60.0 GFLOP/s  0:02\n", _terminal.ToString());
    }

    [Fact]
    public void It_shows_the_loss_of_a_recent_step()
    {
        using var task = new TinyTask { Output = 0.5, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(50)) };
        new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 40 }, [NewBar()]).Fit(
            task,
            TinyTask.Data(40),
            cancellation: TestContext.Current.CancellationToken
        );
        // Steps of 50 ms: the first frame comes in the second step, when only the first one's loss is known.
        Wording.Matches(Frames()[0], "first");
        Wording.Matches(Frames()[^1], "last");
    }

    [Fact]
    public void A_loss_that_is_no_number_is_shown()
    {
        using var task = new TinyTask { Output = double.NaN, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(100)) };
        new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 10 }, [NewBar()]).Fit(
            task,
            TinyTask.Data(10),
            cancellation: TestContext.Current.CancellationToken
        );
        Wording.Matches(Frames()[^1]);
    }

    [Fact]
    public void The_epochs_progress_and_the_time_left_are_known_at_once_if_the_data_are_a_collection()
    {
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(100)) };
        using DisposeScope scope = torch.NewDisposeScope();
        new Trainer<torch.Tensor>(new TrainerOptions { MaxEpochs = 4 }, [NewBar()]).Fit(
            task,
            TinyTask.Data(10).ToList(),
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal(
            "epoch 1/4  batch 8/10  step 8  ██████░░░░░░░░░░░░░░░░░░░░░░░░ 20%  loss 0  40.0 samples/s  0:00, 0:03 left",
            Frames()[8]
        );
    }

    [Fact]
    public void Training_that_is_cancelled_inside_an_epoch_does_not_end_at_100_percent()
    {
        int steps = 0;
        using var stop = new CancellationTokenSource();
        using var task = new TinyTask
        {
            Output = 0,
            BeforeStep = () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                if (++steps == 15)
                    stop.Cancel();
            },
        };
        new Trainer<torch.Tensor>(new TrainerOptions { MaxEpochs = 2 }, [NewBar()]).Fit(
            task,
            TinyTask.Data(10),
            cancellation: stop.Token
        );
        Assert.Equal(
            "epoch 2/2  batch 5/10  step 15  ██████████████████████░░░░░░░░ 75%  loss 0  40.0 samples/s  0:01",
            Frames()[^1]
        );
    }

    [Fact]
    public void A_plain_lines_rate_is_as_new_as_the_line()
    {
        int steps = 0;
        using var task = new TinyTask
        {
            Output = 0,
            BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(++steps <= 10 ? 1000 : 100)),
        };
        var options = new ProgressBarOptions<torch.Tensor> { Redraw = false };
        new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 130 }, [NewBar(options)]).Fit(
            task,
            TinyTask.Data(130),
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal(
            """
            epoch 1  step 9/130  6%  loss 0  4.00 samples/s  0:10, 2:14 left
            epoch 1  step 109/130  83%  loss 0  40.0 samples/s  0:20, 0:03 left
            epoch 1  batch 130/130  step 130/130  100%  loss 0  40.0 samples/s  0:22

            """.ReplaceLineEndings("\n"),
            _terminal.ToString()
        );
    }

    [Fact]
    public void Validation_is_shown_and_is_in_the_time_but_not_in_the_rate()
    {
        var options = new TrainerOptions { MaxEpochs = 2, SanityValidationBatches = 0 };
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(100)) };
        new Trainer<torch.Tensor>(options, [NewBar()]).Fit(
            task,
            TinyTask.Data(10),
            TinyTask.Data(20),
            cancellation: TestContext.Current.CancellationToken
        );
        List<string> frames = Frames();
        Wording.Matches(frames[29], "validating");
        Wording.Matches(frames[^1], "the end");
    }

    [Fact]
    public void The_sanity_check_is_shown_and_is_not_in_the_time()
    {
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromSeconds(1)) };
        new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 2, ValidateEveryEpochs = 9 }, [NewBar()]).Fit(
            task,
            TinyTask.Data(10),
            TinyTask.Data(20),
            cancellation: TestContext.Current.CancellationToken
        );
        List<string> frames = Frames();
        Wording.Matches(frames[10], "the check");
        Wording.Matches(frames[^1], "the end");
    }

    [Fact]
    public void A_pass_without_training_has_its_own_line()
    {
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(100)) };
        new Trainer<torch.Tensor>(new TrainerOptions(), [NewBar()]).Test(task, TinyTask.Data(20), TestContext.Current.CancellationToken);
        Assert.Equal("testing, 20 batches  40.0 samples/s  0:02", Frames()[^1]);
    }

    [Fact]
    public void Batches_are_counted_if_their_samples_cannot_be()
    {
        using var task = new WordTask(() => _time.Advance(TimeSpan.FromMilliseconds(100)));
        var bar = new ProgressBar<string>(
            new ProgressBarOptions<string>
            {
                Writer = _terminal,
                Redraw = true,
                Columns = 120,
            },
            _time
        );
        FitResult result = new Trainer<string>(new TrainerOptions { MaxSteps = 30 }, [bar]).Fit(
            task,
            Enumerable.Repeat("word", 30),
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal(30, result.Steps);
        Wording.Matches(Frames()[^1]);
    }

    [Fact]
    public void If_no_line_can_be_redrawn_it_writes_a_plain_line_now_and_then_and_one_at_the_end()
    {
        Fit(
            new TrainerOptions { MaxSteps = 100 },
            stepMilliseconds: 250,
            batches: 100,
            new ProgressBarOptions<torch.Tensor> { Redraw = false }
        );
        Assert.Equal(
            """
            epoch 1  step 39/100  39%  loss 0  16.0 samples/s  0:10, 0:15 left
            epoch 1  step 79/100  79%  loss 0  16.0 samples/s  0:20, 0:05 left
            epoch 1  batch 100/100  step 100/100  100%  loss 0  16.0 samples/s  0:25

            """.ReplaceLineEndings("\n"),
            _terminal.ToString()
        );
    }

    [Fact]
    public void A_writer_that_is_no_terminal_gets_plain_lines()
    {
        Fit(
            new TrainerOptions { MaxSteps = 10 },
            stepMilliseconds: 100,
            batches: 10,
            new ProgressBarOptions<torch.Tensor> { Redraw = null }
        );
        Assert.Equal("epoch 1  batch 10/10  step 10/10  100%  loss 0  40.0 samples/s  0:01\n", _terminal.ToString());
    }

    [Theory]
    [InlineData(true, null, "xterm-256color", true)]
    [InlineData(true, "", "xterm-256color", true)]
    [InlineData(true, "1", "xterm-256color", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(true, null, null, true)]
    [InlineData(false, null, "xterm-256color", false)]
    public void A_line_is_redrawn_only_on_a_terminal_that_can_and_if_NO_COLOR_is_not_set(
        bool isTerminal,
        string? noColor,
        string? term,
        bool redraws
    ) => Assert.Equal(redraws, ProgressOutput.CanRedraw(isTerminal, name => name == "NO_COLOR" ? noColor
                : name == "TERM" ? term
                : null));

    [Fact]
    public void A_line_for_those_who_share_the_terminal_goes_above_the_bar()
    {
        ProgressBar<torch.Tensor> bar = NewBar();
        var names = new MetricNames("train/loss");
        var console = new ConsoleLogger(bar.LinesAbove);
        int steps = 0;
        using var task = new TinyTask
        {
            Output = 0,
            BeforeStep = () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                if (++steps == 5)
                    console.Write(4, 0, names, 0.5);
            },
        };
        new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 10 }, [bar]).Fit(
            task,
            TinyTask.Data(10),
            cancellation: TestContext.Current.CancellationToken
        );

        string bars = "epoch 1  step 4/10  ████████████░░░░░░░░░░░░░░░░░░ 40%  loss 0  40.0 samples/s  0:00, 0:00 left";
        string logged = "step 4  epoch 0  train/loss 0.5".PadRight(bars.Length);
        Assert.Contains($"\r{bars}\r{logged}\n{bars}\r", _terminal.ToString(), StringComparison.Ordinal);
        console.Write(9, 0, names, 0.25); // the bar has ended
        Wording.Matches(TrimmedTerminal().Split('\r')[^1]);
    }

    [Fact]
    public void When_training_fails_the_next_output_begins_on_a_new_line()
    {
        int steps = 0;
        using var task = new TinyTask
        {
            Output = 0,
            BeforeStep = () =>
                _time.Advance(TimeSpan.FromSeconds(++steps <= 5 ? 1 : throw new InvalidOperationException("the model broke"))),
        };
        Assert.Throws<InvalidOperationException>(() =>
            new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 10 }, [NewBar()]).Fit(
                task,
                TinyTask.Data(10),
                cancellation: TestContext.Current.CancellationToken
            )
        );
        string shown = TrimmedTerminal();
        Assert.EndsWith("0:05\n", shown, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(shown, TrimmedTerminal());
    }

    /// <summary>A run of 4 epochs of 10 steps, a tenth of a second each, is resumed in the middle of its second epoch.</summary>
    [Theory]
    [InlineData("epochs", "epoch 2/4  batch 9/10  step 19  ██████████████░░░░░░░░░░░░░░░░ 47%  loss 0  40.0 samples/s  0:00, 0:02 left")]
    [InlineData("steps", "epoch 2  batch 9/10  step 19/40  ██████████████░░░░░░░░░░░░░░░░ 47%  loss 0  40.0 samples/s  0:00, 0:02 left")]
    [InlineData("time", "epoch 2  batch 9/10  step 19/40  ██████████████░░░░░░░░░░░░░░░░ 47%  loss 0  40.0 samples/s  0:00, 0:01 left")]
    public void The_time_left_of_a_resumed_run_is_known_from_what_it_did_itself(string limit, string shown)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("saved");
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(100)) };
        torch.Tensor[] data = [.. TinyTask.Data(10)];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var saving = new Trainer<torch.Tensor>(new(), [new CheckpointCallback<torch.Tensor>(path, everySteps: 15)]);
        using (FitRun<torch.Tensor> cut = saving.Begin(task, data, cancellation: cancellation))
            cut.Advance(17);

        TrainerOptions options = limit == "epochs" ? new() { MaxEpochs = 4 } : new() { MaxSteps = 40 };
        var bar = new ProgressBarOptions<torch.Tensor>
        {
            Redraw = true,
            MaxTime = limit == "time" ? TimeSpan.FromSeconds(1.5) : null,
        };
        new Trainer<torch.Tensor>(options, [NewBar(bar)]).Fit(task, data, resumeFrom: path, cancellation: cancellation);

        Assert.Contains(shown, Frames());
    }

    [Fact]
    public void An_evaluation_that_fails_between_two_advances_does_not_end_the_bar()
    {
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromSeconds(1)) };
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var trainer = new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 10 }, [NewBar()]);
        using FitRun<torch.Tensor> run = trainer.Begin(task, TinyTask.Data(10), cancellation: cancellation);
        run.Advance(3);

        Assert.ThrowsAny<Exception>(() => trainer.Validate(task, [torch.ones(4, 3)], cancellation));
        run.Advance(7);
        run.Finish();

        Assert.Contains(Frames(), frame => frame.StartsWith("epoch 1  step 7/10 ", StringComparison.Ordinal));
        Assert.EndsWith("0:11\n", TrimmedTerminal(), StringComparison.Ordinal);
        Assert.Single(_terminal.ToString(), '\n');
    }

    [Fact]
    public void A_run_that_is_dropped_ends_with_its_bar()
    {
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromSeconds(1)) };
        using (ProgressBar<torch.Tensor> bar = NewBar())
        using (
            FitRun<torch.Tensor> run = new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 10 }, [bar]).Begin(
                task,
                TinyTask.Data(10),
                cancellation: TestContext.Current.CancellationToken
            )
        )
        {
            run.Advance(3);
        }

        string shown = _terminal.ToString();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.EndsWith("\n", shown, StringComparison.Ordinal);
        Assert.Equal(shown, _terminal.ToString());
    }

    [Fact]
    public void A_terminal_that_fails_ends_the_bar_and_not_the_training()
    {
        using var broken = new BrokenWriter();
        FitResult result = Fit(
            new TrainerOptions { MaxSteps = 40 },
            stepMilliseconds: 50,
            batches: 100,
            new ProgressBarOptions<torch.Tensor> { Redraw = true, Writer = broken }
        );
        Assert.Equal(40, result.Steps);
        Assert.Equal(1, broken.Tries);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_terminal_that_hangs_does_not_hold_up_training()
    {
        using var terminal = new HangingWriter();
        var bar = new ProgressBar<torch.Tensor>(new ProgressBarOptions<torch.Tensor> { Writer = terminal, Redraw = true });
        int steps = 0;
        using var task = new TinyTask
        {
            Output = 0,
            BeforeStep = () =>
            {
                steps++;
                if (steps == 2)
                    terminal.Hangs.Wait();
                else if (steps == 200)
                    terminal.Wake.Set();
            },
        };
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await Task.Run(
            () =>
                new Trainer<torch.Tensor>(new TrainerOptions { MaxSteps = 200 }, [bar]).Fit(
                    task,
                    TinyTask.Data(200),
                    cancellation: cancellation
                ),
            cancellation
        );
        Assert.Equal(200, steps);
    }

    [Fact]
    public void On_the_training_thread_it_allocates_nothing()
    {
        using ProgressBar<torch.Tensor> bar = NewBar();
        var state = new TrainerState(new TrainerOptions { MaxSteps = 10_000 }, log: null) { EndsCycle = true };
        using torch.Tensor batch = torch.ones(4, 2),
            loss = torch.zeros(1);
        bar.OnFitStart(state);
        bar.OnTrainStart(state);
        for (int i = 0; i < 100; i++)
            bar.OnTrainBatchEnd(state, batch, loss);
        Assert.Equal(
            0,
            AllocatedBytes.FewestOf(() =>
            {
                for (int i = 0; i < 1000; i++)
                    bar.OnTrainBatchEnd(state, batch, loss);
            })
        );
    }

    [Fact]
    public void An_option_out_of_range_is_refused_and_named()
    {
        AssertRefused("BatchesPerEpoch", new ProgressBarOptions<torch.Tensor> { BatchesPerEpoch = 0 });
        AssertRefused("LineEvery", new ProgressBarOptions<torch.Tensor> { LineEvery = TimeSpan.Zero });
        AssertRefused("ItemName", new ProgressBarOptions<torch.Tensor> { ItemName = " " });
        AssertRefused("MaxTime", new ProgressBarOptions<torch.Tensor> { MaxTime = TimeSpan.Zero });
        AssertRefused("Columns", new ProgressBarOptions<torch.Tensor> { Columns = 19 });

        static void AssertRefused(string option, ProgressBarOptions<torch.Tensor> options) =>
            Wording.Matches(Assert.ThrowsAny<ArgumentException>(() => new ProgressBar<torch.Tensor>(options)).Message, option);
    }

    private ProgressBar<torch.Tensor> NewBar(ProgressBarOptions<torch.Tensor>? options = null)
    {
        options ??= new ProgressBarOptions<torch.Tensor> { Redraw = true };
        return new ProgressBar<torch.Tensor>(options with { Writer = options.Writer ?? _terminal, Columns = options.Columns ?? 120 }, _time);
    }

    private FitResult Fit(
        TrainerOptions options,
        int stepMilliseconds,
        int batches,
        ProgressBarOptions<torch.Tensor>? bar = null,
        params Callback<torch.Tensor>[] others
    )
    {
        using var task = new TinyTask { Output = 0, BeforeStep = () => _time.Advance(TimeSpan.FromMilliseconds(stepMilliseconds)) };
        return new Trainer<torch.Tensor>(options, [.. others, NewBar(bar)]).Fit(
            task,
            TinyTask.Data(batches),
            cancellation: TestContext.Current.CancellationToken
        );
    }

    private List<string> Frames() => [.. TrimmedTerminal().TrimEnd('\n').Split('\r')[1..].Select(frame => frame.TrimEnd())];

    /// <summary>What was written, without the spaces that wipe longer lines out.</summary>
    private string TrimmedTerminal() => string.Join("\n", _terminal.ToString().Split('\n').Select(line => line.TrimEnd(' ')));

    private sealed class BrokenWriter : TextWriter
    {
        public int Tries { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw Broken();

        public override void Write(string? value) => throw Broken();

        private IOException Broken()
        {
            Tries++;
            return new IOException("Broken pipe");
        }
    }

    private sealed class HangingWriter : TextWriter
    {
        public ManualResetEventSlim Hangs { get; } = new();

        public ManualResetEventSlim Wake { get; } = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) { }

        public override void Write(string? value)
        {
            Hangs.Set();
            Wake.Wait();
        }
    }

    /// <summary>Trains on words: batches without a tensor.</summary>
    private sealed class WordTask(Action beforeStep) : TrainingTask<string>, IDisposable
    {
        private readonly TinyTask _task = new() { Output = 0, BeforeStep = beforeStep };
        private readonly torch.Tensor _input = torch.ones(4, 2);

        public override torch.nn.Module Module => _task.Module;

        public override torch.optim.Optimizer Optimizer => _task.Optimizer;

        public override torch.Tensor TrainingStep(string batch) => _task.TrainingStep(_input);

        public void Dispose()
        {
            _input.Dispose();
            _task.Dispose();
        }
    }
}
