using ThroughputBench.Monitoring;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>A name that a logger, or what reads it, would drop or change is refused before training begins.</summary>
public sealed class MetricNameRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Refused =>
        new()
        {
            { "meter", "1st", "/" },
            { "meter", "my run", "/" },
            { "meter", "größe", "/" },
            { "meter", "run", " " },
            { "meter", new string('x', 250), "/" },
            { "console", "two\nlines", "/" },
            { "csv", "a\0b", "/" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_monitor_whose_names_a_logger_would_drop_begins_no_run(string kind, string prefix, string separator)
    {
        using var task = new ClockedTask { Forward = () => Assert.Fail("It trained.") };
        var monitor = new ThroughputMonitor<Tensor>(new() { Prefix = prefix, Separator = separator });
        using var trainer = new Trainer<Tensor>(new(), [monitor], [Open(kind)]);

        AssertRefused("train", "time", () => trainer.Fit(task, Batches.Of(1)));
        AssertRefused("validate", "time", () => trainer.Validate(task, Batches.Of(1)));

        void AssertRefused(string stage, string metric, Action run)
        {
            string name = $"{prefix}{separator}{stage}{separator}{metric}";
            string message = Assert.Throws<ArgumentException>(run).Message;
            Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
            Wording.Matches(message.Replace(name, "NAME", StringComparison.Ordinal), kind);
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("console")]
    [InlineData("meter")]
    [InlineData("tensorboard")]
    public void The_monitors_own_names_are_refused_by_no_logger(string kind)
    {
        using var task = new ClockedTask();
        foreach (string separator in new[] { "/", ".", "_", "-", "" })
        {
            var monitor = new ThroughputMonitor<Tensor>(
                new()
                {
                    Prefix = "run",
                    Separator = separator,
                    World = new World(2),
                    StepTimes = true,
                    DataWait = true,
                    ItemsOf = _ => 1,
                }
            );
            using var trainer = new Trainer<Tensor>(new() { MaxSteps = 1 }, [monitor], [Open(kind)]);
            Assert.Equal(1, trainer.Fit(task, Batches.Of(1)).Steps);
        }
    }

    [Fact]
    public void Half_a_character_is_no_name() =>
        Assert.All(["\uD83D", "a\uDE00b", "\uDE00\uD83D", "ok\uD83D"], name =>
            Wording.Matches(
                Assert.Throws<ArgumentException>(() => new MetricNames(name)).Message.Replace(name, "NAME", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void A_whole_character_of_two_halves_is_one() =>
        Assert.Equal("\uD83D\uDE00", Assert.Single(new MetricNames("\uD83D\uDE00").Names));

    [Fact]
    public void A_prefix_with_half_a_character_begins_no_run_even_without_loggers()
    {
        using var task = new ClockedTask { Forward = () => Assert.Fail("It trained.") };

        Wording.Matches(
            Assert
                .Throws<ArgumentException>(() =>
                    new Trainer<Tensor>(new(), [new ThroughputMonitor<Tensor>(new() { Prefix = "\uD83D" })]).Fit(task, Batches.Of(1))
                )
                .Message.Replace("\uD83D", "PREFIX", StringComparison.Ordinal)
        );
    }

    private IMetricLogger Open(string kind) =>
        kind switch
        {
            "csv" => new CsvLogger(_folder.File("log.csv")),
            "jsonl" => new JsonLinesLogger(_folder.File("log.jsonl")),
            "console" => new ConsoleLogger(TextWriter.Null),
            "meter" => new MeterLogger(),
            _ => new TensorBoardLogger(_folder.Path),
        };
}
