using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ThroughputBench.Pairing;

/// <summary>
/// Jobs that measure the two sides of an <see cref="IPaired"/> benchmark class interleaved. Use them in a <see cref="PairedConfig"/>.
/// </summary>
public static class PairedJob
{
    /// <summary>
    /// BenchmarkDotNet gives up on an in-process benchmark after a while, and then on the whole run. <see cref="PairedPlan"/> bounds the
    /// time already.
    /// </summary>
    private static readonly TimeSpan NoTimeout = TimeSpan.FromDays(7);

    /// <summary>A job that runs each launch in a separate process.</summary>
    /// <param name="launches">How many processes measure each case, one after the other; at least 1.</param>
    /// <param name="environment">Environment variables for these processes, added to those of this one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="launches"/> is below 1.</exception>
    public static Job OutOfProcess(int launches = 1, IReadOnlyDictionary<string, string>? environment = null)
    {
        Job job = Paired("Paired", launches);
        return environment is not { Count: > 0 }
            ? job
            : job.WithEnvironmentVariables([.. environment.Select(variable => new EnvironmentVariable(variable.Key, variable.Value))]);
    }

    /// <summary>A job that runs inside the current process, without building anything and without isolation.</summary>
    /// <param name="launches">How many times each case is measured, each time starting with its global setup; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="launches"/> is below 1.</exception>
    public static Job InProcess(int launches = 1) =>
        Paired("PairedInProcess", launches).WithToolchain(new InProcessEmitToolchain(NoTimeout, logOutput: true));

    internal static Job Paired(string id, int launches)
    {
        if (launches < 1)
            throw new ArgumentOutOfRangeException(nameof(launches), launches, "A job needs at least 1 launch.");
        LaunchFile.NameFolder();
        return new Job(id).WithEngineFactory(new PairedEngineFactory()).WithLaunchCount(launches);
    }
}
