using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class LogFileTests : IDisposable
{
    private static readonly MetricNames Names = new("train/time", "train/device/samples_per_sec");
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> FileLoggers => ["csv", "jsonl"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FileLoggers))]
    public void A_missing_folder_is_named(string kind) =>
        AssertRefused(
            kind,
            Path.Combine(_folder.Path, "missing", "log"),
            $"the folder '{_folder.File("missing")}' does not exist; create it first."
        );

    [Theory]
    [MemberData(nameof(FileLoggers))]
    public void A_folder_in_the_place_of_the_file_is_refused(string kind) =>
        AssertRefused(kind, _folder.Path, "it is a folder; give the path of a file.");

    [Theory]
    [MemberData(nameof(FileLoggers))]
    public void A_file_that_somebody_else_keeps_to_himself_is_refused_and_stays_as_it_was(string kind)
    {
        string path = _folder.File("log");
        using (FileStream other = File.Open(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            other.Write("other's"u8);
            var refused = Assert.Throws<IOException>(() => Open(kind, path, append: false));
            Wording.Matches(OfUs(refused, path));
            Assert.DoesNotContain('\n', refused.Message);
        }
        Assert.Equal("other's", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(FileLoggers))]
    public void A_path_that_no_file_can_have_is_refused(string kind)
    {
        string path = _folder.File(new string('x', 5000));
        Wording.Matches(OfUs(Assert.Throws<IOException>(() => Open(kind, path, append: false)), path));
        Assert.Throws<ArgumentException>(() => Open(kind, " ", append: false));
        Assert.Throws<ArgumentNullException>(() => Open(kind, null!, append: false));
    }

    [Theory]
    [MemberData(nameof(FileLoggers))]
    public void A_file_that_may_only_be_read_is_refused(string kind)
    {
        string path = _folder.File("log");
        File.WriteAllText(path, "");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        if (!Environment.IsPrivilegedProcess)
            AssertRefused(kind, path, "there is no permission to write it.");
        File.SetAttributes(path, FileAttributes.Normal);
        Open(kind, path, append: false).Dispose();
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("meter")]
    public void Once_it_has_begun_a_logger_allocates_nothing_for_a_record(string kind)
    {
        using IMetricLogger logger = Open(kind, _folder.File("log"), append: false);
        for (int i = 0; i < 1000; i++)
            logger.Write(i, 0, Names, i * 1.1, i / 3.0);
        Assert.Equal(
            0,
            AllocatedBytes.FewestOf(() =>
            {
                for (int i = 0; i < 1000; i++)
                    logger.Write(i, 0, Names, i * 1.1, i / 3.0);
                logger.Flush();
            })
        );
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("tensorboard")]
    public void A_closed_logger_takes_no_record_and_says_why(string kind)
    {
        string path = _folder.File("log");
        IMetricLogger logger = Open(kind, path, append: false);
        logger.Dispose();
        logger.Dispose();
        string file = Directory.Exists(path) ? Assert.Single(Directory.GetFiles(path)) : path;
        var refused = Assert.ThrowsAny<InvalidOperationException>(() => logger.Write(0, 0, Names, 1, 2));
        Wording.Matches(refused.Message.Replace(file, "FILE", StringComparison.Ordinal));
    }

    private static string OfUs(IOException refused, string path) =>
        refused
            .Message.Replace(refused.InnerException!.Message, "(what the system says)", StringComparison.Ordinal)
            .Replace(path, "PATH", StringComparison.Ordinal);

    private static void AssertRefused(string kind, string path, string reason)
    {
        foreach (bool append in new[] { false, true })
        {
            var refused = Assert.Throws<IOException>(() => Open(kind, path, append));
            Assert.Equal($"Cannot write the log file '{path}': {reason}", refused.Message);
        }
    }

    private static IMetricLogger Open(string kind, string path, bool append) =>
        kind switch
        {
            "csv" => new CsvLogger(path, append),
            "jsonl" => new JsonLinesLogger(path, append),
            "tensorboard" => new TensorBoardLogger(path),
            "meter" => new MeterLogger(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such logger."),
        };
}
