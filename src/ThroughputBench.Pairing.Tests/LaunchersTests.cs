using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

[Collection(nameof(BenchmarkDotNet))]
public sealed class LaunchersTests
{
    private const string Serve = "--serve-launches";

    /// <summary>The tests' own program: a tool that runs them may do so in another one.</summary>
    private static readonly string Self = Path.Combine(
        AppContext.BaseDirectory,
        "ThroughputBench.Pairing.Tests" + (OperatingSystem.IsWindows() ? ".exe" : "")
    );

    [Fact]
    public void The_processes_measure_a_launch_each_of_one_case_after_the_other_and_end_with_their_owner()
    {
        BenchmarkReport[] reports;
        int[] processes;
        using (var launchers = new PairedLaunchers(Self, [Serve], _ => ""))
        {
            reports = Run(launchers, launches: 2, typeof(BusyLoops), typeof(Broken), typeof(Slow));
            processes = [.. reports[0].ExecuteResults.Select(launch => launch.ProcessId!.Value)];
            Assert.All(processes, process => Assert.False(Process.GetProcessById(process).HasExited));
        }

        var (busy, broken, slow) = (PairedResult.From(reports[0]), PairedResult.From(reports[1]), PairedResult.From(reports[2]));
        Assert.Equal([100, 100], busy.Launches.Select(launch => launch.Pairs));
        Assert.All(busy.Launches, launch =>
            Assert.InRange((double)launch.CandidateTicks.Min() / launch.ControlTicks.Min(), 1.5, 2.7)
        );
        Assert.Equal("InvalidOperationException: the candidate broke in the middle ← FormatException: the cause", broken.Failure);
        Assert.True(slow.TimedOut);
        Assert.Equal(2, processes.Distinct().Count());
        Assert.NotEqual(Environment.ProcessId, processes[0]);
        Assert.All(reports[2].ExecuteResults, launch => Assert.Contains(launch.ProcessId!.Value, processes));
        Assert.All(processes, process => Assert.Throws<ArgumentException>(() => Process.GetProcessById(process)));
    }

    [Fact]
    public void Another_group_gets_other_processes()
    {
        using var launchers = new PairedLaunchers(Self, [Serve], benchmark => benchmark.Descriptor.Type);

        BenchmarkReport[] reports = Run(launchers, launches: 1, typeof(BusyLoops), typeof(Slow));

        Assert.Equal(2, reports.SelectMany(report => report.ExecuteResults).Select(launch => launch.ProcessId).Distinct().Count());
    }

    [Fact]
    public void In_rounds_each_process_measures_a_launch_of_every_case_before_the_next_one_does()
    {
        using var launchers = new PairedLaunchers(Self, [Serve], _ => "");

        BenchmarkReport[] first = Run(launchers.JobOfRound(1, 2), typeof(BusyLoops), typeof(Slow)),
            second = Run(launchers.JobOfRound(2, 2), typeof(BusyLoops), typeof(Slow));

        int[][] processes =
        [
            .. new[] { first, second }.Select(round =>
                round.Select(report => Assert.Single(report.ExecuteResults).ProcessId!.Value).Distinct().ToArray()
            ),
        ];
        Assert.All(processes, round => Assert.Single(round));
        Assert.NotEqual(processes[0], processes[1]);
        Assert.Equal(100, PairedResult.From(second[0]).Pairs);
        Assert.Throws<ArgumentOutOfRangeException>(() => launchers.JobOfRound(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => launchers.JobOfRound(1, 0));
    }

    [Fact]
    public void With_more_rounds_than_processes_these_take_turns()
    {
        using var launchers = new PairedLaunchers(Self, [Serve], _ => "");

        PairedLaunch[] launches =
        [
            .. Enumerable.Range(1, 4).Select(round =>
                Assert.Single(PairedResult.From(Assert.Single(Run(launchers.JobOfRound(round, 2), typeof(BusyLoops)))).Launches)
            ),
        ];

        Assert.NotEqual(launches[0].ProcessId, launches[1].ProcessId);
        Assert.Equal(launches[..2].Select(launch => launch.ProcessId), launches[2..].Select(launch => launch.ProcessId));
    }

    [Theory]
    [InlineData(1, "measure")]
    [InlineData(2, "warm up; warm up, measure")] // the first launch has no pairs, and BenchmarkDotNet asks for no second one
    public void Processes_that_are_started_together_first_warm_up_and_one_that_does_not_end_is_killed(int launches, string asked)
    {
        DirectoryInfo requests = Directory.CreateTempSubdirectory("pairing-tests-");
        try
        {
            // It answers without measuring, and stays when its owner is gone.
            string program = $"while read -r line; do echo \"$line\" >> '{requests.FullName}'/$$; echo '{LaunchService.End}'; done; exec sleep 60";
            using (var launchers = new PairedLaunchers("sh", ["-c", program], _ => ""))
                Run(launchers, launches, typeof(BusyLoops));

            FileInfo[] files = requests.GetFiles();
            IEnumerable<string> heard = files.Select(file =>
                string.Join(
                    ", ",
                    File.ReadLines(file.FullName).Select(line => LaunchRequest.Parse(line).OnlyWarmsUp ? "warm up" : "measure")
                )
            );
            Assert.Equal(asked, string.Join("; ", heard.Order()));
            Assert.All(files, file =>
                Assert.Throws<ArgumentException>(() => Process.GetProcessById(int.Parse(file.Name, CultureInfo.InvariantCulture)))
            );
        }
        finally
        {
            requests.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_process_that_ends_too_soon_says_how_and_its_last_words()
    {
        using var launchers = new PairedLaunchers(
            "sh",
            ["-c", "for i in 1 2 3 4 5 6 7 8; do echo $i >&2; done; echo 'no such thing' >&2; exit 7"],
            _ => ""
        );

        BenchmarkReport report = Run(launchers, launches: 1, typeof(BusyLoops))[0];

        Assert.Equal(["2", "3", "4", "5", "6", "7", "8", "no such thing"], report.ExecuteResults[0].StandardOutput);
        var result = PairedResult.From(report);

        Assert.Equal(
            "The benchmark's process ended with exit code 7 before it reported its pairs; its last line was: no such thing",
            result.Failure
        );
    }

    [Fact]
    public void Answers_are_one_for_each_request_whatever_comes_of_it()
    {
        using var answers = new StringWriter();

        PairedLaunchers.Serve(new StringReader("nonsense\n{\"Type\":\"No.Such, Thing\",\"Parameters\":{}}\n"), answers);

        string[] lines = answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All([lines[0], lines[2]], line => Assert.StartsWith("// ERROR: ", line, StringComparison.Ordinal));
        Assert.All([lines[1], lines[3]], line => Assert.Equal(LaunchService.End, line));
    }

    [Fact]
    public void Without_requests_or_answers_there_is_nothing_to_serve()
    {
        Assert.Throws<ArgumentNullException>(() => PairedLaunchers.Serve(null!, TextWriter.Null));
        Assert.Throws<ArgumentNullException>(() => PairedLaunchers.Serve(TextReader.Null, null!));
    }

    [Fact]
    public void A_process_that_only_warms_up_reports_nothing()
    {
        using var answers = new StringWriter();
        var request = new LaunchRequest(typeof(BusyLoops).AssemblyQualifiedName!, new Dictionary<string, JsonElement>())
        {
            OnlyWarmsUp = true,
        };

        PairedLaunchers.Serve(new StringReader(request.ToLine()), answers);

        Assert.Equal(LaunchService.End, answers.ToString().Trim());
    }

    private static BenchmarkReport[] Run(PairedLaunchers launchers, int launches, params Type[] benchmarks) =>
        Run(launchers.Job(launches), benchmarks);

    private static BenchmarkReport[] Run(Job job, params Type[] benchmarks)
    {
        DirectoryInfo artifacts = Directory.CreateTempSubdirectory("pairing-tests-");
        try
        {
            IConfig config = PairedConfig
                .Create(job)
                .WithArtifactsPath(artifacts.FullName)
                .AddLogger(NullLogger.Instance);
            return [.. BenchmarkRunner.Run(benchmarks, config).SelectMany(summary => summary.Reports)];
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    /// <summary>This program as one of the processes: before the tests' own start.</summary>
    [ModuleInitializer]
    internal static void ServeIfAsked()
    {
        if (!Environment.GetCommandLineArgs().Contains(Serve))
            return;
        TextWriter answers = Console.Out;
        Console.SetOut(Console.Error);
        PairedLaunchers.Serve(Console.In, answers);
        Environment.Exit(0);
    }
}
