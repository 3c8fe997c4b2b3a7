using System.Diagnostics;
using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>A file has one logger at a time.</summary>
public sealed class OneLoggerPerFileTests : IDisposable
{
    /// <summary>Set in the second process of a test: the file that it is to open.</summary>
    private const string OtherProcess = "THROUGHPUTBENCH_TEST_LOG_FILE";

    private static readonly MetricNames Names = new("loss");
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("log");

    public static TheoryData<string, string, bool> Pairs
    {
        get
        {
            string[] kinds = ["csv", "jsonl"];
            return new MatrixTheoryData<string, string, bool>(kinds, kinds, [false, true]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_second_logger_on_the_same_file_is_refused_and_nothing_is_lost(string first, string second, bool append)
    {
        using IMetricLogger logger = Open(first, FilePath, append: false);
        logger.Write(1, 0, Names, 1);
        logger.Flush();
        string before = File.ReadAllText(FilePath);

        Assert.Equal(
            $"Cannot write the log file '{FilePath}': {Reason}",
            Assert.Throws<IOException>(() => Open(second, FilePath, append)).Message
        );

        Assert.Equal(before, File.ReadAllText(FilePath));
        logger.Write(2, 0, Names, 2);
        logger.Flush();
        Assert.StartsWith(before, File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path")]
    [InlineData("link")]
    [InlineData("folder link")]
    [InlineData("hard link")]
    public void Another_way_to_the_same_file_is_refused_too(string way)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(),
            "Links need rights on Windows, and only Linux knows an open file by more than its path."
        );
        using IMetricLogger logger = Open("csv", FilePath, append: false);
        string other = _folder.File("other");
        switch (way)
        {
            case "path":
                other = Path.Combine(_folder.Path, "..", Path.GetFileName(_folder.Path), "log");
                break;
            case "link":
                File.CreateSymbolicLink(other, FilePath);
                break;
            case "folder link":
                Directory.CreateSymbolicLink(other, _folder.Path);
                other = Path.Combine(other, "log");
                break;
            default:
                using (Process process = Process.Start("ln", [FilePath, other]))
                    process.WaitForExit();
                break;
        }

        Assert.EndsWith(Reason, Assert.Throws<IOException>(() => Open("jsonl", other, append: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logger_in_another_process_is_refused_until_the_file_is_closed()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsWindows(),
            "Only Linux and Windows keep a file from another process."
        );
        using (IMetricLogger logger = Open("csv", FilePath, append: false))
        {
            // Having read the file and closed it again, this process still holds it.
            _ = File.ReadAllText(FilePath);
            Assert.StartsWith($"Cannot write the log file '{FilePath}': ", AnswerOfOtherProcess(), StringComparison.Ordinal);
        }
        Assert.Equal("opened", AnswerOfOtherProcess());
    }

    [Fact(Explicit = true)] // the second process of the test above
    public void In_a_second_process_the_file_is_tried()
    {
        string path = Environment.GetEnvironmentVariable(OtherProcess)!;
        string answer = "opened";
        try
        {
            new CsvLogger(path, append: true).Dispose();
        }
        catch (IOException refused)
        {
            answer = refused.Message;
        }
        File.WriteAllText(path + ".answer", answer);
    }

    [Fact]
    public void A_file_that_was_closed_is_free_and_one_whose_logger_was_forgotten_too()
    {
        Open("csv", FilePath, append: false).Dispose();
        Forget(FilePath);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Open("csv", FilePath, append: true).Dispose();

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget(string path) => Open("csv", path, append: true).Flush();
    }

    [Fact]
    public void Somebody_who_reads_the_file_hinders_no_logger_and_is_hindered_by_none()
    {
        File.WriteAllText(FilePath, "");
        using FileStream reader = File.Open(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using IMetricLogger logger = Open("jsonl", FilePath, append: true);
        logger.Write(1, 0, Names, 1);
        logger.Flush();
        Assert.StartsWith("{\"step\":1,", new StreamReader(reader).ReadToEnd(), StringComparison.Ordinal);
    }

    private static string Reason =>
        OperatingSystem.IsWindows()
            ? "The process cannot access the file because it is being used by another process."
            : "another logger is writing it; give each logger its own file.";

    private static IMetricLogger Open(string kind, string path, bool append) =>
        kind == "csv" ? new CsvLogger(path, append) : new JsonLinesLogger(path, append);

    private string AnswerOfOtherProcess()
    {
        string answer = FilePath + ".answer";
        File.Delete(answer);
        var start = new ProcessStartInfo(
            Path.ChangeExtension(typeof(OneLoggerPerFileTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null),
            ["-explicit", "only", "-method", $"*.{nameof(OneLoggerPerFileTests)}.{nameof(In_a_second_process_the_file_is_tried)}"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[OtherProcess] = FilePath;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return File.Exists(answer) ? File.ReadAllText(answer) : $"exit code {process.ExitCode}: {error}";
    }
}
