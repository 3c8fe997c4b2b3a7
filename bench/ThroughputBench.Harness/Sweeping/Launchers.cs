using System.Globalization;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using ThroughputBench.Benchmarks;
using ThroughputBench.Pairing;

namespace ThroughputBench.Sweeping;

/// <summary>The processes that measure a sweep's cells: this program, started with the command that serves launches.</summary>
internal static class Launchers
{
    /// <summary>The hidden command of the program.</summary>
    public const string Command = "launch";

    private const string Program = "ThroughputBench";

    /// <summary>Names them. Each round, by its job, has processes of its own.</summary>
    public static PairedLaunchers Create()
    {
        (string file, string[] arguments) = Self();
        return new PairedLaunchers(file, [.. arguments, Command], benchmark => (SharedBy(benchmark), benchmark.Job.Id));
    }

    /// <summary>The job of a round.</summary>
    /// <param name="launchers">The processes.</param>
    /// <param name="launches">How often it launches each case.</param>
    /// <param name="round">Which one it is, from 0.</param>
    public static Job JobOf(PairedLaunchers launchers, int launches, int round) =>
        launchers.Job(launches).WithId(string.Create(CultureInfo.InvariantCulture, $"Round{round + 1}"));

    /// <summary>
    /// Cases of equal values share processes. On the CPU each workload has its own; a GPU takes seconds to begin with, so all of its
    /// workloads share some.
    /// </summary>
    /// <param name="measured">A case.</param>
    public static object SharedBy(CellCase measured) => measured.Device == "cpu" ? (measured.Device, measured.Workload) : measured.Device;

    private static object SharedBy(BenchmarkCase benchmark) => SharedBy(CellCase.From(benchmark));

    /// <summary>This program, or the one beside whatever runs here: a host of tests, for instance.</summary>
    private static (string File, string[] Arguments) Self()
    {
        string host = Environment.ProcessPath!,
            program = Path.Combine(AppContext.BaseDirectory, Program + ".dll");
        return Path.GetFileNameWithoutExtension(host).Equals(Program, StringComparison.OrdinalIgnoreCase)
            ? (host, [])
            : (Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [program]);
    }
}
