using System.Globalization;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Pairing;

/// <summary>
/// Processes that each measure a launch, or several, of many cases. A process then starts, loads its libraries and compiles its code once,
/// and a case can have several short launches in the time of a long one. Dispose it after the run: the processes end with it.
/// </summary>
/// <remarks>
/// BenchmarkDotNet asks for the launches of a case one after the other; the i-th goes to the i-th process, or with rounds to the process
/// whose turn it is. New processes first warm up for the case, as many at a time as there are processors. Nothing is built: the processes
/// run a program that the caller names and that calls <see cref="Serve"/>. Out of process as this is, cases still share a process, and what
/// one leaves behind there, in the heap for instance, the next one finds.
/// </remarks>
public sealed class PairedLaunchers : IDisposable
{
    private readonly LauncherPool _pool;

    /// <summary>Names the processes. None is started before the first case needs it.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments. It has to call <see cref="Serve"/> with its standard input and output.</param>
    /// <param name="groupOf">
    /// Cases of equal groups that follow one another share processes; new ones are started for the next group.
    /// </param>
    public PairedLaunchers(string file, IReadOnlyList<string> arguments, Func<BenchmarkCase, object> groupOf)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(groupOf);
        _pool = new LauncherPool(() => LauncherProcess.Start(file, arguments), groupOf);
    }

    /// <summary>A job that measures each case in so many of these processes.</summary>
    /// <param name="launches">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="launches"/> is below 1.</exception>
    public Job Job(int launches) => PairedJob.Paired("PairedLaunchers", launches).WithToolchain(new LauncherToolchain(_pool, 0, launches));

    /// <summary>
    /// A job that measures one launch of each case. With such a job for each round, several cases can have their first launches, then their
    /// second ones, and so on: what a machine does at one moment is then a part of every case. The processes take turns; with more rounds
    /// than processes, each has launches of several moments, and <see cref="PairedLaunch.ProcessId"/> says which ones.
    /// </summary>
    /// <param name="round">Which round, from 1.</param>
    /// <param name="processes">How many processes there are; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="round"/> or <paramref name="processes"/> is below 1.</exception>
    public Job JobOfRound(int round, int processes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(round, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(processes, 1);
        return PairedJob
            .Paired(string.Create(CultureInfo.InvariantCulture, $"Round{round}"), 1)
            .WithToolchain(new LauncherToolchain(_pool, (round - 1) % processes, processes));
    }

    /// <summary>
    /// Measures what the other process asks for until it closes its end. It is the whole work of a process of these; what the program
    /// itself writes must not get between the answers.
    /// </summary>
    /// <param name="requests">Standard input.</param>
    /// <param name="answers">Standard output.</param>
    public static void Serve(TextReader requests, TextWriter answers)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(answers);
        LaunchService.Serve(requests, answers);
    }

    /// <summary>Ends the processes.</summary>
    public void Dispose() => _pool.Dispose();
}
