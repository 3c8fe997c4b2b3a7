using System.Globalization;
using CliWrap;

namespace ThroughputBench.Commands;

/// <summary>
/// Another process that keeps processors busy, for as long as this object lives; it runs <see cref="BusyCommand"/>.
/// </summary>
internal sealed class BusyProcess : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    private BusyProcess(int threads) =>
        _running = Cli.Wrap(Environment.ProcessPath!)
            .WithArguments([.. CheckProcess.Self(), BusyCommand.Name, threads.ToString(CultureInfo.InvariantCulture)])
            // Standard input stays open: if this process ends in any way, that one ends too.
            .WithStandardInputPipe(PipeSource.Create(static (_, end) => Task.Delay(Timeout.Infinite, end)))
            .ExecuteAsync(_end.Token);

    /// <summary>Starts it.</summary>
    /// <param name="threads">How many threads to keep busy.</param>
    public static BusyProcess Start(int threads) => new(threads);

    public void Dispose()
    {
        _end.Cancel();
        Task.WhenAny(_running).GetAwaiter().GetResult();
        _end.Dispose();
    }
}
