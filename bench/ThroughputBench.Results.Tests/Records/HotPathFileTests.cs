using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class HotPathFileTests : IDisposable
{
    private static readonly HotPathBenchmark[] Monitor =
    [
        Of("MonitorBenchmarks", "Timestamp", 20, baseline: true),
        Of("MonitorBenchmarks", "BetweenLogs", 32.5) with
        {
            RatioToBaseline = 1.625,
        },
    ];

    private static readonly HotPathBenchmark[] Window =
    [
        Of("WindowBenchmarks", "Timestamp", 20, windowSteps: 10, baseline: true),
        Of("WindowBenchmarks", "Update", 5, windowSteps: 10) with
        {
            RatioToBaseline = 0.25,
        },
        Of("WindowBenchmarks", "Update", 5.1, windowSteps: 100),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _run;

    public HotPathFileTests() => _run = FinishedRun.Write(_folder["run"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_without_the_file_has_no_hot_path() => Assert.Null(HotPathFile.Read(_run, FinishedRun.Record));

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        HotPathFile.Write(_run, Record(Window));

        HotPathRecord read = HotPathFile.Read(_run, FinishedRun.Record)!;

        Assert.Equal(
            (FinishedRun.Record.RunId, FinishedRun.Record.Commit, Samples.Start, 0.999),
            (read.RunId, read.Commit, read.MeasuredUtc, read.Confidence)
        );
        Assert.Equal(Window.Select(benchmark => benchmark.ToString()), read.Benchmarks.Select(benchmark => benchmark.ToString()));
        Assert.Equal(Window.Select(Figures), read.Benchmarks.Select(Figures));

        static object Figures(HotPathBenchmark benchmark) =>
            (
                benchmark.Baseline,
                benchmark.MeanNanoseconds,
                benchmark.ErrorNanoseconds,
                benchmark.AllocatedBytesPerCall,
                benchmark.RatioToBaseline
            );
    }

    [Fact]
    public void The_report_shows_each_call_in_a_table_whose_title_states_the_result_and_no_longer_says_how_to_measure_it()
    {
        string without = Report();

        HotPathFile.Write(_run, Record([.. Monitor, .. Window]));

        Wording.Matches(LineChanges.Between(without, Report()));
    }

    [Fact]
    public void Text_in_it_is_no_markup()
    {
        const string Attack = "<img src=x onerror=alert(1)>";
        HotPathFile.Write(
            _run,
            Record([
                Monitor[0] with
                {
                    Method = Attack,
                    Parameters = new Dictionary<string, string> { [Attack] = Attack },
                },
            ])
        );

        Assert.All(RunReport.Files(RunFolder.Read(_run), _run).Take(2), file =>
            Assert.DoesNotContain("<img src=x", file.Text.Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_class_that_is_measured_again_takes_the_place_of_what_was_there_of_it_and_another_stays()
    {
        HotPathRecord earlier = Record([.. Window, .. Monitor]),
            later = Record([Monitor[0]]);

        Assert.Equal([.. Window, Monitor[0]], later.After(earlier).Benchmarks);
        Assert.Equal([Monitor[0]], later.After(null).Benchmarks);
    }

    [Fact]
    public void Publishing_takes_it_along()
    {
        HotPathFile.Write(_run, Record(Monitor));

        RunCopy.Write(_run, _folder["copy"]);

        Assert.Equal(File.ReadAllText(_folder["run", "hotpath.json"]), File.ReadAllText(_folder["copy", "hotpath.json"]));
        Assert.True(RunCopy.HaveSameRecords(_run, _folder["copy"]));
    }

    [Theory]
    [InlineData("\"meanNanoseconds\": 32.5", "\"meanNanoseconds\": -1")]
    [InlineData("\"meanNanoseconds\": 32.5", "\"meanNanoseconds\": 30")]
    [InlineData("\"meanNanoseconds\": 32.5", "\"meanNanoseconds\": 1e999")]
    [InlineData("\"ratioToBaseline\": 1.625", "\"ratioToBaseline\": 1.5")]
    [InlineData("\"method\": \"BetweenLogs\"", "\"method\": \"Timestamp\"")]
    [InlineData("\"method\": \"BetweenLogs\",", "")]
    [InlineData("\"allocatedBytesPerCall\": 0", "\"allocatedBytesPerCall\": -8")]
    [InlineData("\"confidence\": 0.999", "\"confidence\": 1")]
    [InlineData("\"benchmarks\": [", "\"benchmarks\": [ null,")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": 9")]
    [InlineData("\"commit\": \"447a192982\"", "\"commit\": \"0123456789\"")]
    [InlineData("\"runId\": \"2", "\"runId\": \"3")]
    [InlineData("]", "")]
    public void A_file_that_is_damaged_or_of_another_run_is_refused_wherever_the_run_is_read_in_one_line(string whole, string damaged)
    {
        HotPathFile.Write(_run, Record(Monitor));
        string text = File.ReadAllText(_folder["run", "hotpath.json"]);
        Assert.Contains(whole, text, StringComparison.Ordinal);
        _folder.Write("run/hotpath.json", text.Replace(whole, damaged, StringComparison.Ordinal));

        string message = Assert.Throws<InputException>(() => RunFolder.Read(_run)).Message;

        Wording.Matches(_folder.Unrooted(message), $"{whole} → {damaged}");
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void What_was_measured_only_once_has_no_error_and_is_not_written()
    {
        HotPathRecord once = Record([Monitor[0] with { ErrorNanoseconds = double.NaN }]);

        Wording.Matches(_folder.Unrooted(Assert.Throws<InputException>(() => HotPathFile.Write(_run, once)).Message));
        Assert.False(File.Exists(_folder["run", "hotpath.json"]));
    }

    private static HotPathRecord Record(IReadOnlyList<HotPathBenchmark> benchmarks) =>
        new()
        {
            RunId = FinishedRun.Record.RunId,
            Commit = FinishedRun.Record.Commit,
            MeasuredUtc = Samples.Start,
            Confidence = 0.999,
            Benchmarks = benchmarks,
        };

    private static HotPathBenchmark Of(string type, string method, double nanoseconds, int? windowSteps = null, bool baseline = false) =>
        new()
        {
            Type = type,
            Method = method,
            Parameters = windowSteps is { } steps
                ? new Dictionary<string, string> { ["WindowSteps"] = steps.ToString(System.Globalization.CultureInfo.InvariantCulture) }
                : new Dictionary<string, string>(),
            Baseline = baseline,
            MeanNanoseconds = nanoseconds,
            ErrorNanoseconds = 0.1,
            AllocatedBytesPerCall = 0,
            RatioToBaseline = baseline ? 1 : null,
        };

    private string Report() => RunReport.Files(RunFolder.Read(_run), _run).First().Text;
}
