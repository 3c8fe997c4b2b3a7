using System.Runtime.InteropServices;

namespace ThroughputBench.Commands;

/// <summary>Ctrl-C and a request to terminate, as a token. A second one ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _terminate;

    public Interrupt()
    {
        Console.CancelKeyPress += OnCancelKey;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = Ask());
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKey;
        _terminate.Dispose();
        _source.Dispose();
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs key) => key.Cancel = Ask();

    private bool Ask()
    {
        bool first = !_source.IsCancellationRequested;
        _source.Cancel();
        return first;
    }
}
