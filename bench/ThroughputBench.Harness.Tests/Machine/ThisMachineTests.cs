using System.Text.Json;
using ThroughputBench.Machine;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Machine;

public class ThisMachineTests
{
    [Fact]
    public void Its_fingerprint_holds_nothing_private()
    {
        MachineFingerprint machine = ThisMachine.Fingerprint(Samples.Machine.Libtorch);
        string json = JsonSerializer.Serialize(Samples.Run with { Machine = machine }, RecordJson.Default.RunRecord);

        // A short name ("linux", "root") may well be a word of the record.
        string[] secrets =
        [
            Environment.MachineName,
            Environment.UserName,
            Environment.CurrentDirectory,
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ];
        foreach (string secret in secrets.Where(secret => secret.Length > 8))
            Assert.DoesNotContain(secret, json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('/', machine.Kernel + machine.CpuModel + machine.Name);
    }

    [Fact]
    public void Its_fingerprint_is_whole()
    {
        MachineFingerprint machine = ThisMachine.Fingerprint(Samples.Machine.Libtorch);

        Assert.InRange(machine.UsableCores, 1, machine.LogicalCores);
        Assert.True(machine.MemoryBytes > 1 << 20);
        Assert.StartsWith(".NET ", machine.Runtime, StringComparison.Ordinal);
        Assert.NotEmpty(machine.CpuModel);
        Assert.NotEmpty(machine.Kernel);
        Assert.Equivalent(machine, ThisMachine.Fingerprint(Samples.Machine.Libtorch), strict: true);
    }
}
