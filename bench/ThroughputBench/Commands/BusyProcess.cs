using System.Diagnostics;
using System.Globalization;

namespace ThroughputBench.Commands;

/// <summary>
/// Another process that keeps processors busy, for as long as this object lives; it runs <see cref="BusyCommand"/>.
/// </summary>
internal sealed class BusyProcess : IDisposable
{
    private readonly Process _process;

    private BusyProcess(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="threads">How many threads to keep busy.</param>
    public static BusyProcess Start(int threads) =>
        new(
            Process.Start(
                new ProcessStartInfo(
                    Environment.ProcessPath!,
                    [.. CheckProcess.Self(), BusyCommand.Name, threads.ToString(CultureInfo.InvariantCulture)]
                )
                {
                    RedirectStandardInput = true,
                }
            )!
        );

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
