using System.Diagnostics;

namespace ThroughputBench.Tests.Commands;

/// <summary>The program as a real process.</summary>
internal static class Program
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<Outcome> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ThroughputBench.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return await RunAsync(start);
    }

    /// <summary>Runs any process to its end.</summary>
    public static async Task<Outcome> RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>What came of a process.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
