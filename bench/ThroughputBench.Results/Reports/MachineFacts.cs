using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>Machine and versions of a run, as a table.</summary>
internal static class MachineFacts
{
    /// <summary>The table.</summary>
    public static Table Of(RunRecord run) =>
        new("On what it was measured", ["Fact", "Value"], [.. Facts(run).Select(fact => (IReadOnlyList<Field>)[fact.Name, fact.Value])]);

    private static IEnumerable<(string Name, string Value)> Facts(RunRecord run)
    {
        MachineFingerprint machine = run.Machine;
        yield return ("Run", run.RunId);
        yield return (
            "State",
            run.State switch
            {
                RunState.Finished => "finished",
                RunState.Interrupted => "interrupted",
                _ => "not ended",
            }
        );
        yield return (
            "CPU",
            Text($"{machine.CpuModel}, {Figures.Count(machine.LogicalCores, "logical core")}, {machine.UsableCores} usable")
        );
        yield return ("CPU quota", machine.CpuQuotaCores is { } quota ? Text($"{quota:0.##} cores") : "none");
        yield return ("CPU governor", machine.CpuGovernor ?? "not known");
        yield return ("Memory", Figures.Memory(machine.MemoryBytes));
        yield return ("Hypervisor", machine.Hypervisor ?? "none seen");
        foreach (GpuFacts gpu in machine.Gpus ?? [])
            yield return ("GPU", GpuWords.Of(gpu));
        yield return ("System", $"{machine.OsDescription}, kernel {machine.Kernel}, {machine.Architecture}");
        yield return (
            ".NET",
            $"{machine.Runtime}, garbage collector {machine.GarbageCollector}, tiered compilation {OnOrOff(machine.TieredCompilation)}, tiered PGO {OnOrOff(machine.TieredPgo)}"
        );
        yield return (
            "libtorch",
            Text(
                $"{run.Versions.Libtorch}, {Figures.Count(machine.Libtorch.Threads, "thread")} inside an operator, {machine.Libtorch.InteropThreads} between operators"
            )
        );
        yield return (
            "Packages",
            $"ThroughputBench {run.Versions.ThroughputBench}, TorchSharp {run.Versions.TorchSharp}, BenchmarkDotNet {run.Versions.BenchmarkDotNet}"
        );
        yield return (
            "Options",
            Text(
                $"up to {run.Options.SecondsPerCell} s per cell, until ±{Figures.Share(run.Options.TargetHalfWidth)} of the step; seed {run.Options.Seed}"
            )
        );
        if (run.Options.Data is { } data)
            yield return ("Data", Text($"{data.Name}, {data.Bytes:N0} bytes, SHA-256 {data.Sha256}"));
    }

    private static string OnOrOff(bool on) => on ? "on" : "off";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
