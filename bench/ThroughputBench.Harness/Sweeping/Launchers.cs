using ThroughputBench.Benchmarks;
using ThroughputBench.Pairing;

namespace ThroughputBench.Sweeping;

/// <summary>The processes that measure a sweep's cells: this program, started with the command that serves launches.</summary>
internal static class Launchers
{
    /// <summary>The hidden command of the program.</summary>
    public const string Command = "launch";

    private const string Program = "ThroughputBench";

    /// <summary>Names them.</summary>
    public static PairedLaunchers Create()
    {
        (string file, string[] arguments) = Self();
        return new PairedLaunchers(file, [.. arguments, Command], benchmark => SharedBy(CellCase.From(benchmark)));
    }

    /// <summary>
    /// Cases of equal values share processes. On the CPU each workload has its own; a GPU takes seconds to begin with, so all of its
    /// workloads share some.
    /// </summary>
    /// <param name="measured">A case.</param>
    public static object SharedBy(CellCase measured) => measured.Device == "cpu" ? (measured.Device, measured.Workload) : measured.Device;

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
