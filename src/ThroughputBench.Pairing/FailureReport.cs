using System.Collections.Concurrent;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Pairing;

/// <summary>Carries the message of an exception from the engine to the reader of the report.</summary>
/// <remarks>
/// A child process sends it as an error line, which BenchmarkDotNet keeps with the launch. In process BenchmarkDotNet keeps only the exit
/// code of a failed launch. The message then stays in this process's memory, under the job and the benchmark's name, until that case runs
/// again.
/// </remarks>
internal sealed class FailureReport
{
    private static readonly ConcurrentDictionary<(Job, string), string> InProcess = new();

    private readonly IHost _host;
    private readonly (Job, string) _case;

    public FailureReport(EngineParameters parameters)
    {
        _host = parameters.Host;
        _case = (parameters.TargetJob, parameters.BenchmarkName ?? "");
        InProcess.TryRemove(_case, out _);
    }

    public void Send(Exception exception)
    {
        string message = OneLine(exception);
        InProcess.AddOrUpdate(_case, message, (_, earlier) => $"{earlier}; {message}");
        _host.SendError(message);
    }

    /// <summary>The message of a case that failed in this process, or <see langword="null"/>.</summary>
    public static string? Find(BenchmarkCase benchmarkCase) =>
        InProcess.GetValueOrDefault((benchmarkCase.Job, FullNameProvider.GetBenchmarkName(benchmarkCase)));

    /// <summary>
    /// The messages from the outermost exception to its cause: the cause is what the reader needs, and often hides in a type initializer.
    /// </summary>
    internal static string OneLine(Exception exception)
    {
        var messages = new List<string>();
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
            messages.Add($"{cause.GetType().Name}: {cause.Message}");
        return string.Join(" ← ", messages).ReplaceLineEndings(" ");
    }
}
