using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using ThroughputBench.Benchmarks;
using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using TorchSharp;

namespace ThroughputBench.Commands;

/// <summary><c>info</c>: machine, versions, devices, and what could disturb a measurement.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print it as JSON. [default: a table]" };
        var driverCalls = new Option<bool>("--driver-calls")
        {
            Description = "Measure instead, within seconds, what the calls of the CUDA driver cost that a monitor needs. [default: no]",
        };
        var command = new Command(
            "info",
            "Machine, versions, devices, threads, and what could disturb a measurement now; of a CUDA device, whether it or the host is "
                + "the bottleneck in each workload."
        )
        {
            json,
            driverCalls,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(driverCalls))
            {
                WriteDriverCalls(output, parsed.GetValue(json));
                return;
            }
            IReadOnlyList<GpuFacts> gpus = Gpus.OfThisMachine.All();
            MachineFingerprint machine = ThisMachine.Fingerprint(Libtorch.Facts()) with { Gpus = gpus.Count == 0 ? null : gpus };
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(Report(machine), RecordJson.Indented.InfoReport));
            else
                Write(ReportConsole.ForResults(output), machine);
        });
        return command;
    }

    private static void WriteDriverCalls(TextWriter output, bool json)
    {
        if (!torch.cuda.is_available())
        {
            throw new InputException(
                "--driver-calls: no CUDA device can be used here (no NVIDIA GPU, no driver, or a libtorch without CUDA); leave it out."
            );
        }
        IReadOnlyList<DriverCall> calls = DriverCalls.Measure(index: 0);
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(calls, RecordJson.Indented.IReadOnlyListDriverCall));
            return;
        }
        Table table = new Table().AddColumns("Call", "State", "Median", "p10", "p90");
        foreach (DriverCall call in calls)
        {
            table.AddRow(
                call.Call,
                call.State,
                Figures.Time(call.MedianNanoseconds),
                Figures.Time(call.LowerNanoseconds),
                Figures.Time(call.UpperNanoseconds)
            );
        }
        ReportConsole.ForResults(output).Write(table);
    }

    private static InfoReport Report(MachineFingerprint machine) =>
        new()
        {
            Name = machine.Name,
            Machine = machine,
            Versions = Software.Read(machine.Libtorch.Version),
            Devices = DevicesFound(),
            GpuStates = machine.Gpus is { } gpus
                ? [.. Enumerable.Range(0, gpus.Count).Select(Gpus.OfThisMachine.State).OfType<GpuState>()]
                : [],
            Disturbances = Disturbances.Of(ThisMachine.State(machine)),
            Bottlenecks = BottlenecksFound(),
        };

    private static IReadOnlyList<BottleneckRecord> BottlenecksFound() =>
        [.. DevicesFound().Where(TimingNames.MatterOn).SelectMany(device => Bottlenecks.Of(device))];

    private static IReadOnlyList<string> DevicesFound() =>
        torch.cuda.is_available()
            ?
            [
                "cpu",
                .. Enumerable
                    .Range(0, torch.cuda.device_count())
                    .Select(index => string.Create(CultureInfo.InvariantCulture, $"cuda:{index}")),
            ]
            : ["cpu"];

    private static void Write(IAnsiConsole console, MachineFingerprint machine)
    {
        SoftwareVersions versions = Software.Read(machine.Libtorch.Version);
        var table = new Spectre.Console.Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach ((string name, string value) in Facts(machine, versions))
            table.AddRow(new Text(name), new Text(value));
        console.Write(table);
        foreach (BottleneckRecord found in BottlenecksFound())
        {
            console.WriteLine(
                found.RunAhead is { } ahead
                    ? $"In {found.Workload} on {found.Device} {BottleneckWords.Of(ahead)}.{BottleneckWords.Waiting(ahead)}"
                    : $"In {found.Workload} on {found.Device} host and device could not be timed: {found.WhyNot}"
            );
        }
        IReadOnlyList<string> disturbances = Disturbances.Of(ThisMachine.State(machine));
        console.WriteLine();
        console.WriteLine(
            disturbances.Count == 0 ? "Nothing was found that could disturb a measurement." : "What could disturb a measurement:"
        );
        foreach (string sentence in disturbances)
            console.WriteLine($"- {sentence}");
    }

    private static IEnumerable<(string Name, string Value)> Facts(MachineFingerprint machine, SoftwareVersions versions)
    {
        yield return ("machine", machine.Name);
        yield return ("system", $"{machine.OsDescription}, kernel {machine.Kernel}, {machine.Architecture}");
        yield return (
            "CPU",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{machine.CpuModel}, {machine.LogicalCores} logical cores, {machine.UsableCores} usable"
            )
        );
        yield return (
            "CPU quota",
            machine.CpuQuotaCores is { } quota ? string.Create(CultureInfo.InvariantCulture, $"{quota:0.##} cores") : "none"
        );
        yield return ("governor", machine.CpuGovernor ?? "unknown");
        yield return ("hypervisor", machine.Hypervisor ?? "none found");
        yield return ("memory", Figures.Memory(machine.MemoryBytes));
        yield return (
            ".NET",
            $"{machine.Runtime}, GC {machine.GarbageCollector}, tiered JIT {(machine.TieredCompilation ? "on" : "off")}, tiered PGO {(machine.TieredPgo ? "on" : "off")}"
        );
        yield return (
            "libtorch",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{machine.Libtorch.Version}, {machine.Libtorch.Threads} threads inside an operator, "
                    + $"{machine.Libtorch.InteropThreads} between"
            )
        );
        if (machine.Environment is { } variables)
            yield return ("environment", string.Join(", ", variables.Select(variable => $"{variable.Key}={variable.Value}")));
        yield return ("devices", string.Join(", ", DevicesFound()));
        foreach ((int index, GpuFacts gpu) in (machine.Gpus ?? []).Index())
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"GPU {index}"), GpuWords.Of(gpu));
            if (Gpus.OfThisMachine.State(index) is { } state)
                yield return ("", GpuWords.Of(state));
        }
        yield return (
            "versions",
            $"ThroughputBench {versions.ThroughputBench}, TorchSharp {versions.TorchSharp}, BenchmarkDotNet {versions.BenchmarkDotNet}"
        );
    }
}
