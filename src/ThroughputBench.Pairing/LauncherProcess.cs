using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace ThroughputBench.Pairing;

/// <summary>A process that measures launches for this one. It ends when its standard input does, and so if this process is killed.</summary>
internal sealed class LauncherProcess : IDisposable
{
    private const int LastWords = 8;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = [];

    private LauncherProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { Length: > 0 } text)
                return;
            _errors.Enqueue(text);
            if (_errors.Count > LastWords)
                _errors.TryDequeue(out string? _);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Its number in the system.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines that it wrote to standard error.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Its exit code; call it after <see cref="Ask"/> gave nothing.</summary>
    public int? ExitCode
    {
        get
        {
            if (!_process.WaitForExit(Grace))
                return null;
            _process.WaitForExit(); // until its last words have arrived, too
            return _process.ExitCode;
        }
    }

    /// <summary>Starts one, with the priority that BenchmarkDotNet gives its processes.</summary>
    public static LauncherProcess Start(string file, IReadOnlyList<string> arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            process.PriorityClass = ProcessPriorityClass.High;
        }
        catch (Exception refused) when (refused is Win32Exception or InvalidOperationException)
        {
            // Without the right to it, or already ended: the next request will say so.
        }
        return new(process);
    }

    /// <summary>Has it measure a launch.</summary>
    /// <returns>The lines of its answer; <see langword="null"/> if it ended.</returns>
    public IReadOnlyList<string>? Ask(LaunchRequest request)
    {
        try
        {
            _process.StandardInput.WriteLine(request.ToLine());
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        var answer = new List<string>();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line == LaunchService.End)
                return answer;
            answer.Add(line);
        }
        return null;
    }

    /// <summary>Closes its standard input, at whose end it ends; it is not waited for.</summary>
    public void AskToEnd()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    public void Dispose()
    {
        AskToEnd();
        if (!_process.WaitForExit(Grace))
        {
            _process.Kill();
            _process.WaitForExit(Grace);
        }
        _process.Dispose();
    }
}
