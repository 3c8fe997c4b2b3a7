using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>bdn</c>: BenchmarkDotNet's switcher, with its options.</summary>
internal static class BdnCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("options")
        {
            Description = "BenchmarkDotNet's options, for example --filter '*Window*' or --list flat.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var record = new Option<string?>("--record")
        {
            Description =
                "A finished run of this machine and commit, by name or folder: it keeps the results on the hot path, and its reports show "
                    + "them. [default: kept nowhere]",
            HelpName = "run",
        };
        var command = new Command("bdn", "BenchmarkDotNet's switcher: the hot path, and every other benchmark, one by one.")
        {
            rest,
            record,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
            (int)Run([.. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens], NewRun.PathOf(parsed.GetValue(record)))
        );
        return command;
    }

    private static ExitCode Run(string[] options, string? recordInto)
    {
        // Without a filter the switcher would ask, and in CI wait forever for an answer.
        if (options.Length == 0)
        {
            throw new InputException(
                "bdn needs to know which benchmarks to run: --filter '*' for all, --filter '*Window*' for some, --list flat to see them."
            );
        }

        RequireUnderstood(options);
        ChildBuild.Require();
        HotPathRecorder? recorder = recordInto is null ? null : HotPathRecorder.For(recordInto);
        Repository.EnterRoot();
        using IDisposable environment = ChildEnvironment.Enter();
        IConfig config = DefaultConfig.Instance.WithArtifactsPath(Path.Combine(Repository.Root, "BenchmarkDotNet.Artifacts"));
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(OverheadBenchmark).Assembly).Run(options, config)];
        if (options.Any(option => option is "--list" or "--help" or "--info" or "--version"))
            return ExitCode.Good;
        bool measured =
            summaries.Length > 0 && summaries.All(summary => summary.Reports.Length > 0 && summary.Reports.All(report => report.Success));
        if (measured)
            recorder?.Record(summaries);
        return measured ? ExitCode.Good : ExitCode.Failed;
    }

    /// <summary>The switcher would print pages of help, and return as if there were no benchmarks.</summary>
    private static void RequireUnderstood(string[] options)
    {
        var said = new AccumulationLogger();
        if (options.Any(option => option is "--help" or "--version") || ConfigParser.Parse(options, said).isSuccess)
            return;
        string[] lines = said.GetLog().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string reason = lines.SkipWhile(line => line != "ERROR(S):").Skip(1).FirstOrDefault()
            ?? lines.FirstOrDefault()
            ?? "BenchmarkDotNet does not take these options.";
        throw new InputException($"bdn: {reason} See ./run.sh bdn -- --help.");
    }
}
