using System.Runtime.InteropServices;

namespace ThroughputBench.Machine;

/// <summary>Ctrl-C and a request to terminate, as a token. A second one ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    /// <summary>
    /// Ctrl-C in a terminal goes to a child process too, which may end before this process has handled it.
    /// </summary>
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _terminate;

    public Interrupt()
    {
        Console.CancelKeyPress += OnCancelKey;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = Ask());
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Throws if the user has interrupted. A failure caused by that says nothing about the measurement.</summary>
    /// <param name="failed">Whether something has failed that an interruption could explain; one is then waited for.</param>
    /// <param name="cancellation">A <see cref="Token"/>.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static void ThrowIfInterrupted(bool failed, CancellationToken cancellation)
    {
        if (failed)
            cancellation.WaitHandle.WaitOne(ArrivesWithin);
        cancellation.ThrowIfCancellationRequested();
    }

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
