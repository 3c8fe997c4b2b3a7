using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using TorchSharp;

namespace ThroughputBench.Commands;

/// <summary><c>info</c>: machine, versions, devices, and what could disturb a measurement.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var command = new Command("info", "Machine, versions, devices, threads, and what could disturb a measurement here and now.");
        command.SetAction(parsed => Write(ReportConsole.Create(parsed.InvocationConfiguration.Output, !Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"))));
        return command;
    }

    private static void Write(IAnsiConsole console)
    {
        MachineFingerprint machine = MachineFingerprint.Read(LibtorchFacts.Read());
        SoftwareVersions versions = SoftwareVersions.Read(machine.Libtorch.Version);
        var table = new Spectre.Console.Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach ((string name, string value) in Facts(machine, versions))
            table.AddRow(new Text(name), new Text(value));
        console.Write(table);
        IReadOnlyList<string> disturbances = Disturbances.Of(MachineState.Read(machine));
        console.WriteLine();
        console.WriteLine(disturbances.Count == 0 ? "Nothing was found that could disturb a measurement." : "What could disturb a measurement:");
        foreach (string sentence in disturbances)
            console.WriteLine($"- {sentence}");
    }

    private static IEnumerable<(string Name, string Value)> Facts(MachineFingerprint machine, SoftwareVersions versions)
    {
        yield return ("machine", machine.Name);
        yield return ("system", $"{machine.OsDescription}, kernel {machine.Kernel}, {machine.Architecture}");
        yield return ("CPU", string.Create(CultureInfo.InvariantCulture, $"{machine.CpuModel}, {machine.LogicalCores} logical cores, {machine.UsableCores} usable"));
        yield return ("CPU quota", machine.CpuQuotaCores is { } quota ? string.Create(CultureInfo.InvariantCulture, $"{quota:0.##} cores") : "none");
        yield return ("governor", machine.CpuGovernor ?? "not said by the system");
        yield return ("hypervisor", machine.Hypervisor ?? "none found");
        yield return ("memory", Figures.Memory(machine.MemoryBytes));
        yield return (".NET", $"{machine.Runtime}, GC {machine.GarbageCollector}, tiered JIT {(machine.TieredCompilation ? "on" : "off")}, tiered PGO {(machine.TieredPgo ? "on" : "off")}");
        yield return ("libtorch", string.Create(CultureInfo.InvariantCulture, $"{machine.Libtorch.Version}, {machine.Libtorch.Threads} threads inside an operator, {machine.Libtorch.InteropThreads} between"));
        yield return ("devices", torch.cuda.is_available() ? string.Create(CultureInfo.InvariantCulture, $"cpu, cuda ({torch.cuda.device_count()})") : "cpu");
        yield return ("versions", $"ThroughputBench {versions.ThroughputBench}, TorchSharp {versions.TorchSharp}, BenchmarkDotNet {versions.BenchmarkDotNet}");
    }
}
