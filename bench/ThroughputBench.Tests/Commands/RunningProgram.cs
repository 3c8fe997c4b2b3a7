using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace ThroughputBench.Tests.Commands;

/// <summary>The program while it runs, at the head of its own process group, as a shell starts it from a terminal.</summary>
internal sealed class RunningProgram : IDisposable
{
    // With job control a shell gives each command a group, and does not make it deaf to Ctrl-C; the shell itself has nothing to say.
    private const string InOwnGroup = """set -m; "$@" & echo $! >"$0"; exec 2>/dev/null; wait $!""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _error = new();
    private readonly string _idFile;
    private readonly Process _shell;
    private readonly Task<string> _output;
    private readonly Task _reading;

    private RunningProgram(string idFile, ProcessStartInfo start)
    {
        _idFile = idFile;
        _shell = Process.Start(start)!;
        _output = _shell.StandardOutput.ReadToEndAsync(_patience.Token);
        _reading = ReadErrorAsync();
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its current directory; its process id is kept in a file there.</param>
    /// <param name="arguments">What it is given.</param>
    public static RunningProgram Start(string folder, params string[] arguments)
    {
        string idFile = Path.Combine(folder, "pid");
        ProcessStartInfo program = Program.StartInfo(arguments);
        var start = new ProcessStartInfo("bash", ["-c", InOwnGroup, idFile, program.FileName, .. program.ArgumentList])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in program.Environment)
            start.Environment[name] = value;
        return new RunningProgram(idFile, start);
    }

    /// <summary>Waits for a line on standard error that begins so.</summary>
    public async Task<string> ErrorLineAsync(string beginning)
    {
        await foreach (string line in _errorLines.Reader.ReadAllAsync(_patience.Token))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"The program ended before it wrote '{beginning}'; it wrote: {_error}");
    }

    /// <summary>What Ctrl-C in a terminal does: every process of the group is interrupted.</summary>
    public Task PressCtrlCAsync() => SignalAsync("INT", $"-{Id}");

    /// <summary>Interrupts the program, but none of the processes that it has started.</summary>
    public Task InterruptAloneAsync() => SignalAsync("INT", Id);

    /// <summary><c>kill -9</c> of the program, but of none of the processes that it has started.</summary>
    public Task KillAsync() => SignalAsync("KILL", Id);

    /// <summary>Waits for its end.</summary>
    public async Task<Program.Outcome> EndAsync()
    {
        await _shell.WaitForExitAsync(_patience.Token);
        await _reading;
        return new Program.Outcome(_shell.ExitCode, await _output, _error.ToString());
    }

    /// <summary>Waits until no process of the group is at work any more.</summary>
    /// <returns>Those that still are after a while.</returns>
    public async Task<IReadOnlyList<string>> LeftBehindAsync(TimeSpan atMost)
    {
        long start = Stopwatch.GetTimestamp();
        while (await GroupAsync() is { Count: > 0 } group)
        {
            if (Stopwatch.GetElapsedTime(start) > atMost)
                return group;
        }
        return [];
    }

    public void Dispose()
    {
        if (!_shell.HasExited)
            SignalAsync("KILL", $"-{Id}").Wait();
        _shell.Dispose();
        _patience.Dispose();
    }

    private string Id => File.ReadAllText(_idFile).Trim();

    private static async Task SignalAsync(string signal, string target) =>
        await Program.RunAsync(new ProcessStartInfo("bash", ["-c", """kill -s "$0" -- "$1" """, signal, target]));

    /// <summary>Processes of the group that are alive, without those that have ended but were not waited for.</summary>
    private async Task<IReadOnlyList<string>> GroupAsync()
    {
        Program.Outcome processes = await Program.RunAsync(new ProcessStartInfo("ps", ["-A", "-o", "pgid=,stat=,args="]));
        int group = int.Parse(Id, CultureInfo.InvariantCulture);
        return
        [
            .. from line in processes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            let columns = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)
            where int.Parse(columns[0], CultureInfo.InvariantCulture) == @group && !columns[1].StartsWith('Z')
            select line,
        ];
    }

    private async Task ReadErrorAsync()
    {
        while (await _shell.StandardError.ReadLineAsync(_patience.Token) is { } line)
        {
            _error.Append(line).Append('\n');
            _errorLines.Writer.TryWrite(line);
        }
        _errorLines.Writer.Complete();
    }
}
