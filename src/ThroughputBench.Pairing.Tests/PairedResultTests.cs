using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Results;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class PairedResultTests
{
    private const string Pair =
        "OverheadWarmup 1: 120 op, 15000.00 ns, 1 ns/op\nWorkloadActual 1: 120 op, 15015.00 ns, 1 ns/op\nWorkloadResult 1: 8 op, 1.00 ns, "
            + "1 ns/op";

    private static readonly PairedLaunch Measured = new()
    {
        ControlTicks = [150],
        CandidateTicks = [151],
        TicksPerSecond = 10_000_000,
        OperationsPerRepetition = 120,
        BlocksPerRepetition = 1,
        Repetitions = 1,
        StoppedBy = StoppedBy.Time,
        Elapsed = TimeSpan.FromMicroseconds(50),
    };

    private static readonly GenerateResult Generated = GenerateResult.Success(ArtifactsPaths.Empty, []);

    [Fact]
    public void Pairs_are_read_launch_by_launch()
    {
        var report = Report(Launch(Lines()), Launch(Lines()));
        var result = PairedResult.From(report);

        Assert.Null(result.Failure);
        Assert.Equal(2, result.Pairs);
        Assert.All(result.Launches, launch => Assert.Equivalent(Measured with { ProcessId = 1 }, launch, strict: true));
        Assert.Same(result.Launches[0], PairedResult.From(report).Launches[0]); // a summary asks several times
    }

    [Fact]
    public void A_launch_whose_file_is_gone_or_cut_off_is_a_failure()
    {
        Assert.Equal(
            "The file with the blocks that the benchmark measured is missing or damaged.",
            PairedResult.From(Report(Launch(Pilots(1) + Pair))).Failure
        );

        long file = LaunchFile.Write(Measured);
        string path = Path.Combine(LaunchFile.NameFolder(), $"{file}.launch");
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Empty(PairedResult.From(Report(Launch(Pilots(file) + Pair))).Launches);
        }
    }

    [Fact]
    public void The_file_of_a_launch_is_taken_away_when_it_is_read()
    {
        long file = LaunchFile.Write(Measured);

        Assert.NotNull(LaunchFile.Take(file));
        Assert.Null(LaunchFile.Take(file));
    }

    [Fact]
    public void A_process_that_died_is_reported_with_its_exit_code_and_last_line()
    {
        var result = PairedResult.From(Report(Launch(Lines()), Launch("", exitCode: 139, output: "loading\nterminate called")));

        Assert.Equal(
            "The benchmark's process ended with exit code 139 before it reported its pairs; its last line was: terminate called",
            result.Failure
        );
        Assert.Single(result.Launches);
    }

    [Fact]
    public void A_process_that_died_in_silence_is_reported_too() =>
        Assert.Equal(
            "The benchmark's process ended with exit code 137 before it reported its pairs.",
            PairedResult.From(Report(Launch("", exitCode: 137))).Failure
        );

    [Fact]
    public void A_process_of_which_nothing_is_known_but_its_end_is_reported_too()
    {
        Assert.Equal("The benchmark did not start: its executable was not found.", Failure(new(false, 0, null, [], [], [], 1)));
        Assert.Equal(
            "The benchmark's process had to be killed before it reported its pairs.",
            Failure(new(true, null, null, [], [], [], 1))
        );
        Assert.Equal(
            "The benchmark's process ended with exit code 1 before it reported its pairs; its last line was: half a result",
            Failure(new(true, 1, 1, ["half a result"], [], [], 1))
        );

        static string? Failure(ExecuteResult launch) => PairedResult.From(Report(launch)).Failure;
    }

    [Fact]
    public void Errors_that_the_child_sent_are_the_failure()
    {
        Assert.Equal("it broke", PairedResult.From(Report(Launch(Pair, exitCode: 255, prefixed: "// ERROR: it broke"))).Failure);
        Assert.Equal(
            "it broke; and again",
            PairedResult.From(Report(Launch("", exitCode: 255, prefixed: "// ERROR: it broke\n// ERROR: and again"))).Failure
        );
    }

    [Fact]
    public void A_single_launch_without_a_pair_makes_the_case_one_that_timed_out()
    {
        var result = new PairedResult { Failure = null, Launches = [Measured, Measured with { ControlTicks = [], CandidateTicks = [] }] };

        Assert.True(result.TimedOut);
        Assert.False((result with { Launches = [Measured] }).TimedOut);
    }

    [Fact]
    public void No_report_is_refused() => Assert.Throws<ArgumentNullException>(() => PairedResult.From(null!));

    [Fact]
    public void A_job_with_another_engine_has_no_pairs() =>
        Assert.Equal(
            "The job PairedInProcess does not use the paired engine: it measured no pairs.",
            PairedResult.From(Report(Launch(Pair))).Failure
        );

    [Fact]
    public void A_case_that_was_never_launched_is_a_failure() =>
        Assert.Equal("The benchmark was not launched.", PairedResult.From(Report()).Failure);

    [Theory]
    [InlineData(
        "Standard output:\n Restored.\n /a/b.cs(3,4): error CS0103: no such name\n Standard error:\n",
        "/a/b.cs(3,4): error CS0103: no such name"
    )]
    [InlineData(
        "Standard output:\n Restored.\n Standard error:\n The configured timeout was reached!",
        "The configured timeout was reached!"
    )]
    [InlineData("It cannot be.\nThis is why.", "It cannot be.")]
    [InlineData("", "no reason given")]
    public void A_build_that_failed_says_why(string output, string reason)
    {
        var report = new BenchmarkReport(false, Case(), Generated, BuildResult.Failure(Generated, output), [], []);

        Assert.Equal($"BenchmarkDotNet could not build its child project: {reason}", PairedResult.From(report).Failure);
    }

    [Fact]
    public void A_child_project_that_could_not_be_written_says_why()
    {
        GenerateResult failed = GenerateResult.Failure(ArtifactsPaths.Empty, [], new IOException("The disk is full."));
        var report = new BenchmarkReport(false, Case(), failed, BuildResult.Failure(failed, ""), [], []);

        Assert.Equal("BenchmarkDotNet could not build its child project: The disk is full.", PairedResult.From(report).Failure);
    }

    private static string Lines() => Pilots(LaunchFile.Write(Measured)) + Pair;

    private static string Pilots(long file) =>
        $"OverheadPilot 0: {file} op, 1.00 ns, 1 ns/op\nWorkloadPilot 2: 1 op, 50000.00 ns, 1 ns/op\n";

    private static BenchmarkReport Report(params ExecuteResult[] launches) =>
        new(
            launches.Length > 0 && launches.All(launch => launch.IsSuccess),
            Case(),
            Generated,
            BuildResult.Success(Generated),
            launches,
            []
        );

    private static ExecuteResult Launch(string results, int exitCode = 0, string prefixed = "", string output = "") =>
        new(true, exitCode, 1, results.Split('\n'), prefixed.Split('\n'), output.Split('\n'), 1);

    /// <summary>A case that has not run in this process: its job is a new one.</summary>
    private static BenchmarkCase Case()
    {
        Job job = PairedJob.InProcess();
        ManualConfig config = PairedConfig.Create(job);
        return Assert.Single(BenchmarkConverter.TypeToBenchmarks(typeof(Broken), config).BenchmarksCases);
    }
}
