using System.Diagnostics;
using ThroughputBench.Commands;

namespace ThroughputBench.Tests.Commands;

/// <summary>The program as its users run it: a separate process, from the build's output.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs it to its end.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(StartInfo(arguments));

    /// <summary>
    /// Runs it inside this process, for what is the same there: what it says and what it returns. A process takes a third of a second to
    /// start, and more to load libtorch.
    /// </summary>
    public static async Task<Outcome> RunHereAsync(params string[] arguments)
    {
        using StringWriter output = new(),
            error = new();
        int exitCode = await ThroughputBenchCommands.RunAsync(arguments, output, error);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs any process to its end.</summary>
    public static async Task<Outcome> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var patience = new CancellationTokenSource(Patience);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token),
                error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Outcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>How the program is started, with no GPU to be seen.</summary>
    /// <param name="arguments">What it is given.</param>
    /// <param name="project">Its project below <c>bench/</c>.</param>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, string project = "ThroughputBench")
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Dll(project), .. arguments]);
        start.Environment["CUDA_VISIBLE_DEVICES"] = "";
        return start;
    }

    /// <summary>Its own build, of the configuration and framework of these tests.</summary>
    private static string Dll(string project)
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Clone.Root, "bench", project, "bin", framework.Parent!.Name, framework.Name, project + ".dll");
    }

    /// <summary>What came of a process.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        /// <summary>The lines on standard error.</summary>
        public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
