using Xunit;

namespace ThroughputBench.Tests.Commands;

[Collection(ProcessTests.Name)]
public sealed class HelpTests
{
    [Fact]
    public async Task As_a_process_it_helps_too()
    {
        Program.Outcome here = await Program.RunHereAsync("sweep", "--help"),
            process = await Program.RunAsync("sweep", "--help");

        Assert.Equal((0, ""), (process.ExitCode, process.Error));
        Assert.Equal(Words(here.Output), Words(process.Output));
    }

    [Theory]
    [InlineData("--help", "sweep", "check", "compare", "runs", "bisect", "calibrate", "publish", "bdn", "info", "./run.sh test")]
    [InlineData("publish --help", "--check", "--into", "results/runs")]
    [InlineData(
        "sweep --help",
        "--quick",
        "--csv",
        "--accumulate",
        "--log-every",
        "--log-unit",
        "--device",
        "--workload",
        "--data",
        "--threads",
        "--seconds-per-cell",
        "--seed",
        "--fault",
        "--output",
        "--resume",
        "--json",
        "--quiet"
    )]
    [InlineData(
        "check --help",
        "--budget",
        "--tolerance",
        "--baseline",
        "--save-baseline",
        "--run",
        "--repeat-inconclusive",
        "--markdown",
        "--json",
        "--accumulate",
        "--in-process"
    )]
    [InlineData("calibrate --help", "--checks", "--slowdowns", "--budget", "--tolerance", "--output", "--json", "--seconds-per-cell")]
    [InlineData("bdn --help", "--filter", "--list flat", "--record")]
    [InlineData("info --help", "disturb")]
    public async Task Help_is_on_standard_output_at_each_level(string commandLine, params string[] shown)
    {
        Program.Outcome outcome = await Program.RunHereAsync(commandLine.Split(' '));

        Assert.Equal(0, outcome.ExitCode);
        Assert.All(shown, word => Assert.Contains(word, outcome.Output, StringComparison.Ordinal));
        Assert.Empty(outcome.Error);
    }

    [Theory]
    [InlineData("sweep")]
    [InlineData("check")]
    [InlineData("calibrate")]
    public async Task Help_shows_the_default_of_every_option(string command)
    {
        Program.Outcome outcome = await Program.RunHereAsync(command, "--help");

        string[] options = [.. outcome.Output.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal))];
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Matches(@"\[default: .+\]\s*$", option));
        Assert.Contains("[default: 1]", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep", true)]
    [InlineData("check", false)]
    [InlineData("calibrate", false)]
    [InlineData("bisect", false)]
    public async Task Only_a_sweep_has_other_sizes_on_CUDA_by_default(string command, bool hasOthers)
    {
        Program.Outcome outcome = await Program.RunHereAsync(command, "--help");

        Assert.Contains("--size", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(hasOthers, string.Join(' ', Words(outcome.Output)).Contains("own,device if --device", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--libtorch", "/nowhere", "runs", "--help")]
    [InlineData("--libtorch=/nowhere", "runs", "--help")]
    public async Task An_option_of_all_commands_may_stand_before_the_command(params string[] arguments)
    {
        Program.Outcome outcome = await Program.RunHereAsync(arguments);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("./run.sh runs", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_the_program_begins_with_the_command_that_answers_first()
    {
        Program.Outcome outcome = await HelpAsync();

        Wording.Matches(outcome.Output);
    }

    [Fact]
    public async Task Help_of_every_command_speaks_of_run_sh_and_has_examples_and_exit_codes()
    {
        Program.Outcome program = await Program.RunHereAsync("--help");
        string[] commands =
        [
            .. program
                .Output.Split('\n')
                .SkipWhile(line => line != "Commands:")
                .Skip(1)
                .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
                .Select(line => line.Trim().Split(' ')[0]),
        ];

        Assert.Contains("bisect", commands);
        foreach (string command in commands)
        {
            Program.Outcome help = await HelpAsync(command);
            Assert.Equal((0, ""), (help.ExitCode, help.Error));
            Assert.All(["Usage:", "Examples:"], part =>
                Assert.StartsWith($"./run.sh {command}", help.Output.Split(part)[1].TrimStart(), StringComparison.Ordinal)
            );
            Assert.Contains("Exit codes:", help.Output, StringComparison.Ordinal);
            Wording.Matches(help.Output, command);
        }
    }

    [Fact]
    public async Task Info_names_machine_versions_devices_and_threads()
    {
        Program.Outcome outcome = await Program.RunAsync("info");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        string[] names = [.. outcome.Output.Split('\n').TakeWhile(line => line.Trim().Length > 0).Select(line => line.Split(' ', 2)[0])];
        Assert.All(["machine", "system", "CPU", "memory", ".NET", "libtorch", "devices", "versions"], name => Assert.Contains(name, names));
        Assert.All(
            ["tiered JIT", "threads inside an operator", "cpu", "TorchSharp 0.", "BenchmarkDotNet 0.", "disturb a measurement"],
            fact => Assert.Contains(fact, outcome.Output, StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// Without line breaks, which depend on the terminal's width, and without the program's name, which is that of the tests here.
    /// </summary>
    private static IEnumerable<string> Words(string help) =>
        help.Replace("ThroughputBench.Tests", "ThroughputBench", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The help with no line break that a terminal makes. In a process of its own it has none.</summary>
    private static Task<Program.Outcome> HelpAsync(params string[] command) =>
        Console.IsOutputRedirected ? Program.RunHereAsync([.. command, "--help"]) : Program.RunAsync([.. command, "--help"]);
}
